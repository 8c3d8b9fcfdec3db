import { type GitCall, runGit } from "./run-git.js";

/** Local and remote branches, most recently used first; none outside a repository. */
export async function gitBranches(call: GitCall): Promise<readonly string[]> {
  const refs = ["refs/heads", "refs/remotes"];
  const listed = await runGit(["for-each-ref", "--sort=-committerdate", "--format=%(refname)", ...refs], call);
  return linesOf(listed)
    .filter((name) => !name.endsWith("/HEAD"))
    .map((name) => name.replace(/^refs\/(?:heads|remotes)\//, ""));
}

export interface GitCommit {
  readonly sha: string;
  readonly title: string;
}

/** The latest commits of the checked-out branch, newest first; none outside a repository. */
export async function recentCommits(call: GitCall, limit: number): Promise<readonly GitCommit[]> {
  const args = ["log", `--max-count=${limit}`, "--format=%H %s"];
  return linesOf(await runGit(args, call)).map((line) => {
    const [sha = "", ...title] = line.split(" ");
    return { sha, title: title.join(" ") };
  });
}

function linesOf(text = ""): string[] {
  return text.split("\n").filter((line) => line !== "");
}
