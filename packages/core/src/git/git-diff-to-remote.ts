import { lstat } from "node:fs/promises";
import { devNull } from "node:os";
import path from "node:path";
import { quotedName } from "../files/quoted-name.js";
import { closestRemoteCommit } from "./closest-remote-commit.js";
import { findRepository } from "./repository.js";
import { type GitCall, runGit } from "./run-git.js";
import { withoutOwnFilters } from "./without-own-filters.js";

export interface GitDiffToRemote {
  /** The commit closest to HEAD that a remote has. */
  readonly sha: string;
  /** All changes since then, committed or not, including new files. */
  readonly diff: string;
}

const DIFF = ["diff", "--no-textconv", "--no-ext-diff", "--no-color"];
const DIFF_TIMEOUT_MS = 30_000;
const PARALLEL = 4;
/** Git holds a whole file in memory, and reads one of terabytes for hours; a larger one is only named. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** For all new files together. */
const MAX_LENGTH = 256 * 1024 * 1024;
const NEW_FILES_TIMEOUT_MS = 60_000;

/** How the working tree differs from a remote; undefined outside a repository or if no remote has any of its commits. */
export async function gitDiffToRemote(call: GitCall): Promise<GitDiffToRemote | undefined> {
  if ((await findRepository(call.cwd)) === undefined) return undefined;
  const sha = await closestRemoteCommit(call);
  if (sha === undefined) return undefined;
  const diff = await diffSince(sha, call);
  return diff === undefined ? undefined : { sha, diff };
}

/** The changes in the working tree since a commit, including new files; undefined if Git fails. */
export async function diffSince(sha: string, call: GitCall): Promise<string | undefined> {
  const settings = await withoutOwnFilters(call);
  if (settings === undefined) return undefined;
  const diffCall: GitCall = { ...call, timeoutMs: DIFF_TIMEOUT_MS, settings };
  // Skips the files of submodules: Git would use the submodule's own configuration for them.
  const tracked = await runGit([...DIFF, "--ignore-submodules=dirty", sha, "--"], diffCall);
  if (tracked === undefined) return undefined;
  const added = await diffOfNewFiles(diffCall);
  return added === undefined ? undefined : tracked + added;
}

/** Undefined if it is too long or takes too long. */
async function diffOfNewFiles(call: GitCall): Promise<string | undefined> {
  const listing = await runGit(["ls-files", "--others", "--exclude-standard", "-z"], call);
  const files = listing?.split("\0").filter((file) => file !== "") ?? [];
  const diffs: string[] = [];
  let length = 0;
  const end = performance.now() + NEW_FILES_TIMEOUT_MS;
  for (let start = 0; start < files.length; start += PARALLEL) {
    const outputs = files.slice(start, start + PARALLEL).map((file) => diffOfNewFile(file, call));
    for (const output of await Promise.all(outputs)) {
      diffs.push(output);
      length += output.length;
    }
    if (length > MAX_LENGTH || performance.now() > end) return undefined;
  }
  return diffs.join("");
}

async function diffOfNewFile(file: string, call: GitCall): Promise<string> {
  const stats = await lstat(path.join(call.cwd, file)).catch(() => undefined);
  if (stats?.isFile() && stats.size > MAX_FILE_BYTES) {
    const [name, mode] = [quotedName(`b/${file}`), (stats.mode & 0o111) === 0 ? "100644" : "100755"];
    return `diff --git ${quotedName(`a/${file}`)} ${name}\nnew file mode ${mode}\nBinary files /dev/null and ${name} differ\n`;
  }
  const args = [...DIFF, "--binary", "--no-index", "--", devNull, file];
  return (await runGit(args, { ...call, mayAnswerWith1: true })) ?? "";
}
