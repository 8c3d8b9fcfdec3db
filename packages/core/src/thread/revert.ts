import { realpath } from "node:fs/promises";
import { createFence } from "@codex/apply-patch";
import type { CheckpointPlace } from "../checkpoint/checkpoint-place.js";
import { checkpointRef, createCheckpoint, readCheckpoint } from "../checkpoint/create-checkpoint.js";
import { type RestoreOptions, type RestoreResult, restoreCheckpoint } from "../checkpoint/restore-checkpoint.js";
import { CodexError } from "../error.js";
import type { ItemKind } from "../items/item.js";
import type { TurnView } from "../items/turn-view.js";
import { randomId } from "../random-id.js";
import { loadRollout } from "../rollout/load-rollout.js";
import { RolloutRecorder } from "../rollout/rollout-recorder.js";
import { patchWriteAccess } from "../safety/patch-write-access.js";
import { type RestrictedPaths, restrictedPaths } from "../safety/restricted-paths.js";
import type { Session } from "../session/session.js";
import type { TurnSettings } from "../session/turn-context.js";
import { revertThread } from "../store/revert-thread.js";
import { runsElsewhere } from "./open-turns.js";

export interface RevertOptions {
  /** The first turn to undo; all later ones are undone too. */
  readonly beforeTurnId: string;
  readonly what: "conversation" | "files" | "both";
  readonly signal?: AbortSignal | undefined;
}

export interface RevertResult {
  /** The remaining turns. */
  readonly turns: readonly TurnView[];
  /** The result for the files; undefined if only the conversation was reverted. */
  readonly files: RestoreResult | undefined;
}

type Place = Pick<TurnSettings, "cwd" | "sandboxPolicy" | "restrictions">;

/**
 * Undoes turns in the conversation, in the repository's files, or in both. Files come first, so that a thread whose files cannot be
 * restored stays unchanged.
 */
export async function revertSession(session: Session, place: Place, options: RevertOptions): Promise<RevertResult> {
  const { recorder, config } = session;
  const { beforeTurnId, what, signal = new AbortController().signal } = options;
  if (recorder === undefined) throw refusal("a session that is not saved cannot be reverted");
  await recorder.saved();
  const { turns, openTurn } = await loadRollout(recorder.path, config.codexHome);
  if (runsElsewhere(openTurn))
    throw refusal("another process is running a turn of this session: wait until it has ended");
  const index = turns.findIndex(({ id }) => id === beforeTurnId);
  if (index === -1) throw refusal(`the session has no turn ${JSON.stringify(beforeTurnId)}`);
  const files = what === "conversation" ? undefined : await restoreFiles(session, turns.slice(index), place, signal);
  if (what === "files") return { turns, files };
  await recorder.close();
  const path = await revertThread(config.codexHome, recorder.path, beforeTurnId);
  const saved = await loadRollout(path, config.codexHome);
  session.restore(saved, await RolloutRecorder.resume(path, saved));
  await session.inputs.keepAgain();
  return { turns: saved.turns, files };
}

/** Restores the files to their state before the first of these turns that changed anything. Saves the current state too. */
async function restoreFiles(
  session: Session,
  turns: readonly TurnView[],
  place: Place,
  signal: AbortSignal,
): Promise<RestoreResult> {
  const first = turns.find(({ items }) => items.some(({ kind }) => MAY_CHANGE_FILES.has(kind)));
  if (first === undefined) return { restored: [], deleted: [], skipped: [] };
  const { cwd } = place;
  const { codexHome, env } = session.config;
  const options = { cwd, codexHome, env, signal, ...(await limitsOf(session, place)) };
  const before = await readCheckpoint(options, checkpointRef(session.id, first.id));
  if (before === undefined) {
    const reason = "there is no checkpoint: this is not a Git repository, or undo was off";
    throw refusal(`the files cannot be restored to their state before the turn ${first.id}: ${reason}`);
  }
  const now = await createCheckpoint(options, [checkpointRef(session.id, `before-undo-${randomId()}`)]);
  if (now === undefined) throw refusal("the files cannot be restored: this is no longer a Git repository");
  return restoreCheckpoint(before, now, options);
}

const MAY_CHANGE_FILES: ReadonlySet<ItemKind> = new Set([
  "command",
  "terminal-input",
  "patch",
  "mcp-call",
  "custom-call",
  "sub-agent",
]);

/** Where files may be written, as for patches; by default in the session's folder. */
async function limitsOf(
  { roots }: Session,
  { cwd, sandboxPolicy, restrictions }: Place,
): Promise<Pick<RestoreOptions, "roots" | "mayWrite"> & Pick<CheckpointPlace, "deniedPaths">> {
  const restricted: RestrictedPaths =
    sandboxPolicy.mode === "danger-full-access" ? {} : restrictedPaths(roots, restrictions, cwd);
  const { deniedPaths } = restricted;
  const scope = roots.scope(sandboxPolicy, cwd);
  if (scope.type === "changed") throw refusal(scope.message);
  if (scope.roots.length > 0) {
    const mayWrite = await createFence(patchWriteAccess(sandboxPolicy, cwd, roots, { restricted }));
    return { roots: scope.roots.map(({ root }) => root), mayWrite, deniedPaths };
  }
  const own = [await realpath(cwd)];
  const isConfined = sandboxPolicy.mode !== "danger-full-access";
  return {
    roots: own,
    deniedPaths,
    mayWrite: isConfined ? await createFence({ type: "roots", roots: own, readOnly: deniedPaths ?? [] }) : undefined,
  };
}

function refusal(message: string): CodexError {
  return new CodexError("request-invalid", message);
}
