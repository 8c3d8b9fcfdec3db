import { chmod, lstat, mkdir, realpath, rm, rmdir, symlink } from "node:fs/promises";
import path from "node:path";
import { replaceFile } from "@codex/private-files";
import { CodexError } from "../error.js";
import { isWithin } from "../files/is-within.js";
import { findRepository } from "../git/repository.js";
import { type GitCall, runGit, runGitForBytes } from "../git/run-git.js";
import { type Checkpoint, type CheckpointPlace, callFor } from "./create-checkpoint.js";

export interface RestoreOptions extends CheckpointPlace {
  /** Only files below these folders are touched, as real paths. */
  readonly roots: readonly string[];
}

/** Paths relative to the working tree. */
export interface RestoreResult {
  readonly restored: readonly string[];
  readonly deleted: readonly string[];
  /** Files that are not as they were, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

interface Entry {
  readonly mode: string;
  readonly hash: string;
  /** Whether Git converts it on its way to the working tree, as it did when it was checked out. */
  readonly isConverted: boolean;
}

/**
 * Brings the working tree from one checkpoint, which says how it is now, back to another. Only files that differ between the two are
 * written; what neither holds (ignored, too large) stays as it is.
 */
export async function restoreCheckpoint(
  to: Checkpoint,
  now: Checkpoint,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const repository = await findRepository(options.cwd);
  if (repository === undefined) throw new CodexError("internal", "there is no repository any more");
  const call = await callFor(repository, options);
  const untouchable = new Set([...to.left, ...now.left]);
  const [restored, deleted, skipped]: [string[], string[], { path: string; reason: string }[]] = [[], [], []];
  for (const [name, entry] of await differences(now, to, call)) {
    options.signal.throwIfAborted();
    const refusal = untouchable.has(name)
      ? "it is too large to have been kept"
      : await refusalOf(repository.workTree, name, options.roots);
    if (refusal !== undefined) skipped.push({ path: name, reason: refusal });
    else if (entry === undefined) {
      await remove(repository.workTree, name);
      deleted.push(name);
    } else {
      await write(path.join(repository.workTree, name), name, entry, call);
      restored.push(name);
    }
  }
  return { restored, deleted, skipped };
}

/** What each file that differs is to become; undefined: it was not there. */
async function differences(from: Checkpoint, to: Checkpoint, call: GitCall): Promise<Map<string, Entry | undefined>> {
  const output = await runGit(["diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", from.commit, to.commit], call);
  if (output === undefined)
    throw new CodexError("internal", "git could not compare the two states of the working tree");
  const wanted = new Map<string, Entry | undefined>();
  const fields = output.split("\0");
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const match = /^:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) \w/.exec(fields[index] ?? "");
    const parts = /^(base|raw)\/(.+)$/s.exec(fields[index + 1] ?? "");
    const [mode, hash, folder, name] = [match?.[1], match?.[2], parts?.[1], parts?.[2]];
    if (mode === undefined || hash === undefined || name === undefined) continue;
    const entry = mode === "000000" ? undefined : { mode, hash, isConverted: folder === "base" };
    // A file that was in one folder and is in the other comes twice: where it is gone from, and where it is.
    wanted.set(name, entry ?? wanted.get(name));
  }
  return wanted;
}

/** Why a file is not ours to write. */
async function refusalOf(workTree: string, name: string, roots: readonly string[]): Promise<string | undefined> {
  const file = path.join(workTree, name);
  let folder = path.dirname(file);
  // The nearest folder that is there: the others will be made.
  while ((await lstat(folder).catch(() => undefined)) === undefined) folder = path.dirname(folder);
  const real = await realpath(folder);
  const expected = path.join(await realpath(workTree), path.relative(workTree, folder));
  if (real !== expected) return "a link leads out of its folder";
  const isInside = roots.some((root) => file === root || isWithin(root, real));
  return isInside ? undefined : "it lies outside of the folders that may be written";
}

async function write(file: string, name: string, { mode, hash, isConverted }: Entry, call: GitCall): Promise<void> {
  const args =
    isConverted && mode !== "120000" ? ["cat-file", "--filters", `--path=${name}`, hash] : ["cat-file", "blob", hash];
  const content = await runGitForBytes(args, call);
  if (content === undefined) throw new CodexError("internal", `git could not read what ${name} was`);
  await mkdir(path.dirname(file), { recursive: true });
  if ((await lstat(file).catch(() => undefined))?.isDirectory()) await rm(file, { recursive: true });
  if (mode === "120000") {
    await rm(file, { force: true });
    await symlink(content.toString("utf8"), file);
    return;
  }
  await replaceFile(file, content, 0o644);
  if (mode === "100755") await chmod(file, 0o755);
}

/** Removes a file, and the folders that are empty without it. */
async function remove(workTree: string, name: string): Promise<void> {
  await rm(path.join(workTree, name), { force: true });
  for (let folder = path.dirname(name); folder !== "."; folder = path.dirname(folder)) {
    try {
      await rmdir(path.join(workTree, folder));
    } catch {
      return;
    }
  }
}
