import { devNull } from "node:os";
import { closestRemoteCommit } from "./closest-remote-commit.js";
import { findRepository } from "./repository.js";
import { type GitCall, runGit, withoutOwnFilters } from "./run-git.js";

export interface GitDiffToRemote {
  /** The commit, known to a remote, that is closest to HEAD. */
  readonly sha: string;
  /** What has changed since, committed or not, new files included. */
  readonly diff: string;
}

const DIFF = ["diff", "--no-textconv", "--no-ext-diff", "--no-color"];
const DIFF_TIMEOUT_MS = 30_000;
const PARALLEL = 4;

/** How the working tree differs from what a remote has; undefined outside a repository or when no remote has anything of it. */
export async function gitDiffToRemote(call: GitCall): Promise<GitDiffToRemote | undefined> {
  if ((await findRepository(call.cwd)) === undefined) return undefined;
  const sha = await closestRemoteCommit(call);
  if (sha === undefined) return undefined;
  const diff = await diffSince(sha, call);
  return diff === undefined ? undefined : { sha, diff };
}

/** What has changed in the working tree since a commit, new files included; undefined when Git fails. */
export async function diffSince(sha: string, call: GitCall): Promise<string | undefined> {
  const settings = await withoutOwnFilters(call);
  if (settings === undefined) return undefined;
  const diffCall: GitCall = { ...call, timeoutMs: DIFF_TIMEOUT_MS, settings };
  // A submodule's files are not looked at: Git would do so with the submodule's own configuration.
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
