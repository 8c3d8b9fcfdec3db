import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  type CheckpointPlace,
  CodexError,
  createCheckpoint,
  findRepository,
  type GitCall,
  gitRepositoryRoot,
  runGit,
  whyGitFails,
} from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { failIfFull } from "../connection/full-server.js";
import { BundleStore, FLEET_REFS, type RepositoryCall, unusable } from "./bundle-store.js";
import { checkedOut } from "./checked-out.js";
import { deleteClientRefs, newClientRefs } from "./client-refs.js";
import { nestedRepositories } from "./nested-repositories.js";
import { isSecretLooking } from "./secret-looking.js";
import { branchesToSend, newBranches, sendBranches } from "./snapshot-branches.js";
import type { Snapshot } from "./workspace-ref.js";

/** Big repositories are slow. */
export const GIT_LIMIT_MS = 120_000;

export interface TakenSnapshot {
  readonly snapshot: Snapshot;
  /** Files that it does not contain, because they look secret, are too large or cannot be stored, and other repositories inside it. */
  readonly left: readonly string[];
}

export interface SnapshotPlace extends Omit<CheckpointPlace, "isLeft" | "isUnlimited"> {
  /** Whether the repository is a worker's workspace, which keeps refs to what the fleet has. Default: false. */
  readonly isWorkspace?: boolean | undefined;
}

/**
 * Sends the current working tree around `cwd`: the checked-out commit and all uncommitted changes, including untracked files but not
 * ignored ones. Sends only what the fleet does not have; nothing if the state is that of `before`. Undefined outside a repository.
 */
export async function takeSnapshot(
  fleet: Fleet,
  { isWorkspace = false, ...place }: SnapshotPlace,
  before?: Snapshot,
): Promise<TakenSnapshot | undefined> {
  const repository = await findRepository(place.cwd);
  if (repository === undefined) return failIfBroken(place);
  const { codexHome, env, signal } = place;
  const call: RepositoryCall = { cwd: repository.workTree, codexHome, env, signal, timeoutMs: GIT_LIMIT_MS };
  const refs = isWorkspace ? FLEET_REFS : newClientRefs();
  const bundles = new BundleStore(fleet, call, refs);
  const ref = bundles.temporaryRef();
  const made = await createCheckpoint({ ...place, isLeft: isSecretLooking, isUnlimited: true }, [ref]).catch(
    asUnusable(signal),
  );
  if (made === undefined) return undefined;
  let isSent = false;
  try {
    // Submodules of a worker's workspace have no files, or changes.
    const left = [...made.left, ...(isWorkspace ? made.nested : await nestedRepositories(call))];
    const { head, branch, isIncomplete } = await checkedOut(repository, call);
    const folder =
      before?.folder ?? path.relative(repository.workTree, path.resolve(place.cwd)).split(path.sep).join("/");
    // Their histories are as incomplete as that of HEAD.
    const hasBranches = head !== undefined && !isIncomplete;
    const branches = hasBranches ? await branchesToSend({ isWorkspace, branch, before: before?.branches }, call) : {};
    const isSame =
      before !== undefined &&
      before.head === head &&
      before.branch === branch &&
      isDeepStrictEqual(before.branches ?? {}, branches);
    if (isSame && (await haveSameTree(before.checkpoint, made.commit, call))) return { snapshot: before, left };
    const send = async () => {
      if (head !== undefined && head !== before?.head) await bundles.sendHistory(head);
      if (head !== undefined) await sendBranches(newBranches(branches, before?.branches), head, bundles, call);
      const without = head === undefined ? [] : [head];
      await bundles.send(made.commit, { after: before?.checkpoint, base: head, without, ref });
      isSent = true;
    };
    // Workers wait for room instead.
    await (isWorkspace ? send() : send().catch(failIfFull("a copy of the repository")));
    return { snapshot: { type: "snapshot", head, branch, branches, checkpoint: made.commit, folder }, left };
  } finally {
    // The signal may already be aborted.
    const ending = { ...call, signal: AbortSignal.timeout(GIT_LIMIT_MS) };
    if (!isWorkspace) await deleteClientRefs(refs, ending);
    else if (!isSent) await runGit(["update-ref", "-d", ref], ending);
  }
}

/** Otherwise the turn would work in an empty folder. */
async function failIfBroken({ cwd, env, signal }: SnapshotPlace): Promise<undefined> {
  const root = await gitRepositoryRoot(cwd);
  if (root === undefined) return undefined;
  const reason = (await whyGitFails({ cwd, env, signal })) ?? "its .git leads to no repository";
  throw unusable(`the repository ${root} cannot be used: ${reason}`);
}

function asUnusable(signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    if (signal.aborted || !(error instanceof CodexError)) throw error;
    throw unusable(error.message, error);
  };
}

async function haveSameTree(one: string, other: string, call: GitCall): Promise<boolean> {
  const output = await runGit(["rev-parse", `${one}^{tree}`, `${other}^{tree}`], call);
  const [tree, otherTree] = output?.split("\n") ?? [];
  if (tree === undefined || otherTree === undefined) throw unusable("Git could not read a state of the working tree");
  return tree === otherTree;
}
