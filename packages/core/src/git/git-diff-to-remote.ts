import { devNull } from "node:os";
import { closestRemoteCommit } from "./closest-remote-commit.js";
import { findRepository } from "./repository.js";
import { type GitCall, runGit, withoutOwnFilters } from "./run-git.js";

export interface GitDiffToRemote {
  /** The commit closest to HEAD that a remote has. */
  readonly sha: string;
  /** All changes since then, committed or not, including new files. */
  readonly diff: string;
}

const DIFF = ["diff", "--no-textconv", "--no-ext-diff", "--no-color"];
const DIFF_TIMEOUT_MS = 30_000;
const PARALLEL = 4;

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
  return tracked + (await diffOfNewFiles(diffCall));
}

async function diffOfNewFiles(call: GitCall): Promise<string> {
  const listing = await runGit(["ls-files", "--others", "--exclude-standard", "-z"], call);
  const files = listing?.split("\0").filter((file) => file !== "") ?? [];
  const diffs: string[] = [];
  for (let start = 0; start < files.length; start += PARALLEL) {
    const batch = files.slice(start, start + PARALLEL);
    const outputs = batch.map((file) => runGit([...DIFF, "--binary", "--no-index", "--", devNull, file], call));
    for (const output of await Promise.all(outputs)) diffs.push(output ?? "");
  }
  return diffs.join("");
}
