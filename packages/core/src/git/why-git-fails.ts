import { execFile } from "node:child_process";
import { isOddRepository } from "./odd-repository.js";
import { type GitCall, gitProcess, reasonIn } from "./run-git.js";

const LIMIT_MS = 5_000;

/** Why Git refuses to work in a folder, in its own words: the repository is another user's, or a configuration or the index is broken. */
export function whyGitFails({ cwd, env, signal }: GitCall): Promise<string | undefined> {
  if (isOddRepository(cwd)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const git = gitProcess({ cwd, env });
    const options = { cwd, env: git.env, signal, timeout: LIMIT_MS };
    // Reads the index, and lists nothing.
    execFile("git", [...git.options, "ls-files", "--", ".git"], options, (error, _, complaint) => {
      resolve(error === null ? undefined : reasonIn(complaint));
    });
  });
}
