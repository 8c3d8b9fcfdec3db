import { readdir } from "node:fs/promises";
import path from "node:path";
import { type GitCall, type Repository, runGit } from "@codex/core";

export interface CheckedOut {
  /** The commit that can be sent; undefined in a repository without commits. */
  readonly head: string | undefined;
  /** Undefined if HEAD is detached. */
  readonly branch: string | undefined;
  /** Whether the history is incomplete. `head` is then a new commit with the same files. */
  readonly isIncomplete: boolean;
}

const BRANCH = "refs/heads/";

/** What is checked out in a repository. */
export async function checkedOut({ commonDir }: Repository, call: GitCall): Promise<CheckedOut> {
  const output = await runGit(["rev-parse", "--is-shallow-repository", "HEAD", "--symbolic-full-name", "HEAD"], call);
  const [shallow, head, name] = output?.split("\n") ?? [];
  if (head === undefined || name === undefined)
    return { head: undefined, branch: await unborn(call), isIncomplete: false };
  const branch = name.startsWith(BRANCH) ? name.slice(BRANCH.length) : undefined;
  const isIncomplete = shallow === "true" || (await isPartial(commonDir));
  return { head: isIncomplete ? await withoutHistory(head, call) : head, branch, isIncomplete };
}

/** Whether it is a partial clone, which downloads the files of older commits only when they are needed. */
async function isPartial(commonDir: string): Promise<boolean> {
  const packs = await readdir(path.join(commonDir, "objects", "pack")).catch(() => []);
  return packs.some((name) => name.endsWith(".promisor"));
}

/** The branch of a repository without commits. */
async function unborn(call: GitCall): Promise<string | undefined> {
  const name = (await runGit(["symbolic-ref", "--quiet", "--short", "HEAD"], call))?.trim();
  return name === "" ? undefined : name;
}

async function withoutHistory(head: string, call: GitCall): Promise<string | undefined> {
  const settings = ["user.name=Codex", "user.email=codex@localhost", "commit.gpgSign=false"];
  const input = "The files of a clone without its history";
  return (await runGit(["commit-tree", `${head}^{tree}`], { ...call, settings, input }))?.trim();
}
