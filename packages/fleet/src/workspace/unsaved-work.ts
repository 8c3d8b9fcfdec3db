import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { createCheckpoint, findRepository, type GitCall, runGit } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { BundleStore, type RepositoryCall } from "./bundle-store.js";
import { listOf, nestedRepositories } from "./nested-repositories.js";
import { isSecretLooking } from "./secret-looking.js";
import { GIT_LIMIT_MS } from "./take-snapshot.js";
import { unusable } from "./unusable.js";

/** Refs of commits that were sent to the fleet or downloaded from it. */
const SENT = "refs/codex/fleet/";
/**
 * What a thread's workspace on this machine has that neither the fleet nor the cloned repository has: names for display. Ignored files do
 * not count. Compares trees only, so that nothing that the repository configures runs. @throws FleetError `workspace-unusable`
 */
export async function unsavedWork(
  fleet: Fleet,
  { root, codexHome, env, signal }: { readonly root: string } & Pick<RepositoryCall, "codexHome" | "env" | "signal">,
): Promise<readonly string[]> {
  const repository = await findRepository(root);
  if (repository === undefined || path.resolve(repository.workTree) !== path.resolve(root)) return readdir(root);
  const call: RepositoryCall = { cwd: root, codexHome, env, signal, timeoutMs: GIT_LIMIT_MS };
  return [...(await nestedRepositories(call)), ...(await unkeptFiles(fleet, call)), ...(await unkeptCommits(call))];
}

/** Files that differ from the checked-out commit and from every working tree that the fleet has. */
async function unkeptFiles(fleet: Fleet, call: RepositoryCall): Promise<readonly string[]> {
  const ref = `refs/codex/pruning/${randomUUID()}`;
  const now = await createCheckpoint({ ...call, isLeft: isSecretLooking, isUnlimited: true }, [ref]);
  try {
    if (now === undefined) throw unusable("Git could not read the working tree");
    if (now.left.length > 0) return now.left;
    const changed = await changedSinceHead(now.commit, call);
    return changed.length === 0 ? [] : await changedSinceSent(fleet, now.commit, { changed, call });
  } finally {
    await runGit(["update-ref", "-d", ref], call);
  }
}

async function changedSinceHead(commit: string, call: GitCall): Promise<string[]> {
  const raw = await listOf(["ls-tree", "-r", "-z", "--name-only", `${commit}:raw`], call);
  const head = await headOf(call);
  const base =
    head === ""
      ? await listOf(["ls-tree", "-r", "-z", "--name-only", `${commit}:base`], call)
      : await listOf(["diff-tree", "-r", "-z", "--name-only", `${head}^{tree}`, `${commit}:base`], call);
  return [...new Set([...base, ...raw])];
}

/** The difference from the latest state that the fleet has; empty if the fleet has this one. `changed`: the difference from HEAD. */
async function changedSinceSent(
  fleet: Fleet,
  commit: string,
  { changed, call }: { readonly changed: readonly string[]; readonly call: RepositoryCall },
): Promise<readonly string[]> {
  const [tree] = await listOf(["rev-parse", `${commit}^{tree}`], call, "\n");
  const format = "--format=%(objectname) %(tree)";
  const sent = await listOf(["for-each-ref", "--sort=-committerdate", format, SENT], call, "\n");
  const bundles = new BundleStore(fleet, call);
  let latest: string | undefined;
  for (const [name = "", sentTree] of sent.map((line) => line.split(" "))) {
    if (!(await bundles.has(name))) continue;
    if (sentTree === tree) return [];
    latest ??= name;
  }
  if (latest === undefined) return changed;
  const names = await listOf(["diff-tree", "-r", "-z", "--name-only", latest, commit], call);
  return [...new Set(names.map((name) => name.slice(name.indexOf("/") + 1)))];
}

/** Commits of branches, the stash or HEAD that nobody else has. */
async function unkeptCommits(call: GitCall): Promise<string[]> {
  const ours = ["--exclude=refs/codex/*", "--all", ...((await headOf(call)) === "" ? [] : ["HEAD"])];
  const known = ["--not", `--glob=${SENT}*`, "--remotes"];
  const commits = await listOf(["rev-list", "--max-count=3", "--abbrev-commit", ...ours, ...known], call, "\n");
  return commits.map((commit) => `commit ${commit}`);
}

/** Empty in a repository without commits. */
async function headOf(call: GitCall): Promise<string> {
  return ((await runGit(["rev-parse", "--verify", "--quiet", "HEAD"], call)) ?? "").trim();
}
