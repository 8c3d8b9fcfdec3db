import { diffSince } from "./git-diff-to-remote.js";
import { findRepository } from "./repository.js";
import { type GitCall, runGit } from "./run-git.js";

/** What a repository without commits is compared with. */
const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** The changes since the last commit, including new files; undefined outside a repository or if Git fails. */
export async function gitWorkingTreeDiff(call: GitCall): Promise<string | undefined> {
  if ((await findRepository(call.cwd)) === undefined) return undefined;
  const head = (await runGit(["rev-parse", "--verify", "--quiet", "HEAD"], call))?.trim();
  return diffSince(head || EMPTY_TREE, call);
}
