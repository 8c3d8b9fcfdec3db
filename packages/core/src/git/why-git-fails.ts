import { execFile } from "node:child_process";
import { isOddRepository } from "./odd-repository.js";
import { type GitCall, gitEnvironment } from "./run-git.js";

const LIMIT_MS = 5_000;

/** Why Git refuses to work in a folder, in its own words: the repository is another user's, or a configuration is broken. */
export function whyGitFails({ cwd, env, signal }: GitCall): Promise<string | undefined> {
  if (isOddRepository(cwd)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const options = { cwd, env: gitEnvironment({ env, cwd }), signal, timeout: LIMIT_MS };
    execFile("git", ["rev-parse", "--git-dir"], options, (error, _, complaint) => {
      const [line = ""] = complaint.split("\n", 1);
      resolve(error === null || line === "" ? undefined : line.replace(/^fatal: /, ""));
    });
  });
}
