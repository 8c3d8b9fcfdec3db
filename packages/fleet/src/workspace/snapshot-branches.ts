import { type GitCall, runGit } from "@codex/core";
import type { BundleStore } from "./bundle-store.js";
import { MAX_BRANCHES, parseBranches, type Snapshot } from "./workspace-ref.js";

/** Whatever else a repository has, turns compare their work with its default branch. */
const DEFAULT_BRANCHES = ["main", "master"].flatMap((name) => [`refs/heads/${name}`, `refs/remotes/origin/${name}`]);

/** Branches of a snapshot besides the checked-out one: the commit of each full ref name. */
export type Branches = NonNullable<Snapshot["branches"]>;

export interface BranchesToSend {
  readonly isWorkspace: boolean;
  /** The checked-out one, which is not among them. */
  readonly branch: string | undefined;
  /** Those of the previous snapshot. */
  readonly before: Branches | undefined;
}

/**
 * The branches to send: the default branch and the upstream branch. Of a worker's workspace all local ones too, since they are work of the
 * thread.
 */
export async function branchesToSend(
  { isWorkspace, branch, before }: BranchesToSend,
  call: GitCall,
): Promise<Branches> {
  const wanted = isWorkspace ? ["refs/heads", ...Object.keys(before ?? {})] : await clientsBranches(call);
  const patterns = [...wanted, ...DEFAULT_BRANCHES];
  const format = "--format=%(refname) %(objectname)";
  const args = ["for-each-ref", "--sort=-committerdate", `--count=${MAX_BRANCHES}`, format, ...patterns];
  const lines = ((await runGit(args, call)) ?? "").split("\n").map((line) => line.split(" "));
  const found = lines.filter(([name]) => name !== `refs/heads/${branch}`);
  return parseBranches(Object.fromEntries(found.map(([name = "", commit = ""]) => [name, commit])));
}

async function clientsBranches(call: GitCall): Promise<string[]> {
  const names = await Promise.all([
    runGit(["rev-parse", "--symbolic-full-name", "--verify", "--quiet", "@{upstream}"], call),
    runGit(["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"], call),
  ]);
  return names.flatMap((name) => (name === undefined || name.trim() === "" ? [] : [name.trim()]));
}

/** Those whose commits are not in the previous snapshot. */
export function newBranches(branches: Branches, before: Branches = {}): Branches {
  const known = new Set(Object.values(before));
  return Object.fromEntries(Object.entries(branches).filter(([, commit]) => !known.has(commit)));
}

/** Sends the commits of the branches that the fleet does not have. `head` was sent before. */
export async function sendBranches(
  branches: Branches,
  head: string,
  bundles: BundleStore,
  call: GitCall,
): Promise<void> {
  for (const commit of new Set(Object.values(branches))) {
    const missing = await runGit(["rev-list", "--max-count=1", commit, `^${head}`], call);
    if (missing?.trim() !== "") await bundles.sendHistory(commit, head);
  }
}

/** Takes the branches over. Those that Git refuses, for example because of their names, are not needed for the turn. */
export async function restoreBranches(
  { branches = {}, branch }: Snapshot,
  bundles: BundleStore,
  call: GitCall,
): Promise<void> {
  for (const [name, commit] of Object.entries(branches)) {
    if (name === `refs/heads/${branch}`) continue;
    await bundles.take(commit);
    await runGit(["update-ref", "--no-deref", name, commit], call);
  }
}
