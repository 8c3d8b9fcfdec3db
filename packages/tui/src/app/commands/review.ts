import { type GitCommit, gitBranches, gitRepositoryRoot, recentCommits, runGit } from "@codex/core";
import type { App } from "../app.js";

const MAX_COMMITS = 100;

/** Reviews uncommitted changes, a branch, a commit, or whatever the text asks for. */
export async function review(app: App, argument: string): Promise<void> {
  const [what = "", name, ...more] = argument.split(/\s+/).filter((word) => word !== "");
  const isOfGit = what === "" || ((what === "base" || what === "commit") && more.length === 0);
  if (!isOfGit) return app.thread.review({ type: "custom", instructions: argument });
  const { cwd } = app.loaded.config;
  if (app.loaded.isRemote !== true && (await gitRepositoryRoot(cwd)) === undefined)
    return app.showMessage([
      `nothing to review: ${cwd} is not in a Git repository; /review WORDS says what to look at`,
    ]);
  if (what === "") return app.thread.review({ type: "uncommitted" });
  return what === "base" ? reviewBranch(app, name) : reviewCommit(app, name);
}

async function reviewBranch(app: App, name: string | undefined): Promise<void> {
  if (name !== undefined) {
    if (await isMissing(app, name)) return app.showMessage([`there is no branch ${name} here`]);
    return app.thread.review({ type: "base", branch: name });
  }
  const branches = (await gitBranches(gitIn(app))).filter((branch) => branch !== app.branch);
  if (branches.length === 0) return app.showMessage(["there is no other branch here; /review base NAME names one"]);
  const choices = branches.map((branch) => ({ name: branch, detail: "", value: branch }));
  const branch = await app.dialogs.choose("what is there on top of", choices);
  if (branch === undefined) return app.showMessage(["the review was cancelled"]);
  app.thread.review({ type: "base", branch });
}

async function reviewCommit(app: App, sha: string | undefined): Promise<void> {
  if (sha !== undefined) {
    if (await isMissing(app, sha)) return app.showMessage([`there is no commit ${sha} here`]);
    return app.thread.review({ type: "commit", sha });
  }
  const commits = await recentCommits(gitIn(app), MAX_COMMITS);
  if (commits.length === 0) return app.showMessage(["there are no commits here; /review commit ID names one"]);
  const choices = commits.map((commit) => ({ name: shortNameOf(commit), detail: commit.title, value: commit }));
  const commit = await app.dialogs.choose("the commit", choices);
  if (commit === undefined) return app.showMessage(["the review was cancelled"]);
  app.thread.review({ type: "commit", ...commit });
}

/** Whether Git knows no such commit. If it cannot tell, or the repository is a server's, the reviewer finds out. */
async function isMissing(app: App, name: string): Promise<boolean> {
  if (app.loaded.isRemote === true) return false;
  const args = ["rev-parse", "--verify", "--quiet", `${name}^{commit}`];
  return (await runGit(args, { ...gitIn(app), mayAnswerWith1: true })) === "";
}

function shortNameOf({ sha }: GitCommit): string {
  return sha.slice(0, 8);
}

function gitIn({ loaded: { config }, host: { env, signal } }: App) {
  return { cwd: config.cwd, env, signal };
}
