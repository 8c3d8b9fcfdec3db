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
import { BundleStore, FLEET_REFS, type RepositoryCall } from "./bundle-store.js";
import { checkedOut } from "./checked-out.js";
import { deleteClientRefs, newClientRefs } from "./client-refs.js";
import { nestedRepositories } from "./nested-repositories.js";
import { isSecretLooking } from "./secret-looking.js";
import { branchesToSend, newBranches, sendBranches } from "./snapshot-branches.js";
import { unusable } from "./unusable.js";
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
    // Their histories are as incomplete as that of HEAD.
    const hasBranches = head !== undefined && !isIncomplete;
    const branches = hasBranches ? await branchesToSend({ isWorkspace, branch, before: before?.branches }, call) : {};
    const folder = before?.folder ?? folderWithin(repository.workTree, place.cwd);
    const snapshot: Snapshot = { type: "snapshot", head, branch, branches, checkpoint: made.commit, folder };
    if (before !== undefined && (await isSame(before, snapshot, call))) return { snapshot: before, left };
    const sending = send(snapshot, { before, ref, bundles, call });
    // Workers wait for room instead.
    await (isWorkspace ? sending : sending.catch(failIfFull("a copy of the repository")));
    isSent = true;
    return { snapshot, left };
  } finally {
    // The signal may already be aborted.
    const ending = { ...call, signal: AbortSignal.timeout(GIT_LIMIT_MS) };
    if (!isWorkspace) await deleteClientRefs(refs, ending);
    else if (!isSent) await runGit(["update-ref", "-d", ref], ending);
  }
}

interface Sending {
  readonly before: Snapshot | undefined;
  readonly ref: string;
  readonly bundles: BundleStore;
  readonly call: RepositoryCall;
}

/** Sends what the fleet does not have. */
async function send(snapshot: Snapshot, { before, ref, bundles, call }: Sending): Promise<void> {
  const { head, branches = {}, checkpoint } = snapshot;
  if (head !== undefined && head !== before?.head) await bundles.sendHistory(head);
  if (head !== undefined) await sendBranches(newBranches(branches, before?.branches), head, bundles, call);
  const without = head === undefined ? [] : [head];
  await bundles.send(checkpoint, { after: before?.checkpoint, base: head, without, ref });
}

/** With slashes, on any platform. */
function folderWithin(workTree: string, cwd: string): string {
  return path.relative(workTree, path.resolve(cwd)).split(path.sep).join("/");
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

/** Whether nothing has changed; two checkpoints of the same tree are different commits. */
async function isSame(before: Snapshot, now: Snapshot, call: GitCall): Promise<boolean> {
  if (before.head !== now.head || before.branch !== now.branch) return false;
  if (!isDeepStrictEqual(before.branches ?? {}, now.branches)) return false;
  const output = await runGit(["rev-parse", `${before.checkpoint}^{tree}`, `${now.checkpoint}^{tree}`], call);
  const [tree, otherTree] = output?.split("\n") ?? [];
  if (tree === undefined || otherTree === undefined) throw unusable("Git could not read a state of the working tree");
  return tree === otherTree;
}
