import { randomBytes } from "node:crypto";
import { mkdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { Environment } from "../environment.js";
import { CodexError } from "../error.js";
import { findRepository } from "./repository.js";
import { runGit } from "./run-git.js";
import { withoutOwnFilters } from "./without-own-filters.js";

/** Big repositories are slow. */
const GIT_LIMIT_MS = 600_000;

export interface WorkTreeRequest {
  /** A folder in the repository. */
  readonly cwd: string;
  readonly codexHome: string;
  /** Reuses the work tree with that name. Default: a new one. */
  readonly name?: string | undefined;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

export interface WorkTree {
  /** Its root. */
  readonly root: string;
  /** The folder that corresponds to `cwd`; the root if there is no such folder. */
  readonly cwd: string;
  readonly isNew: boolean;
  /** The work tree that it was created from, in which Git commands about it run. */
  readonly origin: string;
}

/**
 * Creates a work tree of the repository for a session: `CODEX_HOME/worktrees/NAME/REPOSITORY`, at the commit of `cwd`, on no
 * branch. Uncommitted changes are not included. Nothing that the repository configures is run.
 * @throws CodexError `request-invalid` outside a repository, without a commit, and if Git fails.
 */
export async function openWorkTree({ cwd, codexHome, name, env, signal }: WorkTreeRequest): Promise<WorkTree> {
  const repository = await findRepository(await realpath(cwd).catch(() => cwd));
  if (repository === undefined) throw refused(`${cwd} is not inside a Git repository`);
  const { workTree: origin, commonDir } = repository;
  const parent = path.join(codexHome, "worktrees", name ?? randomBytes(4).toString("hex"));
  const root = path.join(parent, path.basename(origin));
  const known = await findRepository(root);
  if (known !== undefined && known.workTree === root) {
    if (!(await isSame(known.commonDir, commonDir))) throw refused(`${root} belongs to another repository`);
    return { root, cwd: await folderIn(root, origin, cwd), isNew: false, origin };
  }
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const call = { cwd: origin, env, signal, timeoutMs: GIT_LIMIT_MS };
  const head = await runGit(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], call);
  if (head === undefined || head.trim() === "")
    throw refused(`${origin} has no commit yet that a work tree could begin with`);
  const settings = await withoutOwnFilters(call);
  const made = settings && (await runGit(["worktree", "add", "--detach", root, head.trim()], { ...call, settings }));
  if (made === undefined) throw refused(`git could not make a work tree at ${root}`);
  return { root, cwd: await folderIn(root, origin, cwd), isNew: true, origin };
}

async function folderIn(root: string, origin: string, cwd: string): Promise<string> {
  const folder = path.join(root, path.relative(origin, await realpath(cwd).catch(() => origin)));
  const isThere = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  return isThere ? folder : root;
}

async function isSame(left: string, right: string): Promise<boolean> {
  const [a, b] = await Promise.all([left, right].map((folder) => realpath(folder).catch(() => undefined)));
  return a !== undefined && a === b;
}

const refused = (what: string) => new CodexError("request-invalid", `--worktree: ${what}`);
