import { rm } from "node:fs/promises";
import type { Thread } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { throughOutages } from "../connection/through-outages.js";
import type { OwnWorkspace } from "./own-workspace.js";
import type { RolloutCopy } from "./rollout-copy.js";
import type { Attempt } from "./run-turn.js";
import { sandboxOf, smallerLimits } from "./worker-limits.js";
import { DEFAULT_OUTAGE_LIMIT_MS, type WorkerOptions } from "./worker-options.js";
import { WorkspaceJournal } from "./workspace-journal.js";

/** A thread of this machine's engine whose rollout and workspace are on the fleet. */
export interface OpenedThread extends AsyncDisposable {
  readonly thread: Thread;
  readonly journal: WorkspaceJournal;
  /** Told of files that stay on this machine. */
  onLeft: (names: readonly string[]) => void;
  /** Told of items whose ends are kept on the fleet. */
  onKept: (itemIds: readonly string[]) => void;
}

export interface OpenOptions {
  readonly attempt: Attempt;
  readonly workspace: OwnWorkspace;
  /** Undefined for a new thread. */
  readonly copy: RolloutCopy | undefined;
}

const LOST_RESULT =
  "The machine that ran this call was lost before its result was kept: whether it ran, and how far, is not known. " +
  "Look at the state of things before you do it again.";

/** Opens the thread of the turn: nothing is done in it that is not kept. */
export async function openThread(fleet: Fleet, worker: WorkerOptions, options: OpenOptions): Promise<OpenedThread> {
  const { attempt, workspace, copy } = options;
  const { turn, stop, number, rollout } = attempt;
  const limit = { limitMs: worker.outageLimitMs ?? DEFAULT_OUTAGE_LIMIT_MS, signal: stop.signal };
  const journal = new WorkspaceJournal({
    rollout,
    ref: () => workspace.ref,
    keep: () => throughOutages(fleet, limit, () => workspace.keep()),
    onLeft: (names) => opened.onLeft(names),
    onKept: (itemIds) => opened.onKept(itemIds),
  });
  const config = await worker.loadConfig({
    cwd: workspace.cwd,
    model: turn.model,
    baseInstructions: turn.baseInstructions,
    developerInstructions: turn.developerInstructions,
    approvalPolicy: turn.approvalPolicy,
    approvalsReviewer: turn.approvalsReviewer,
    sandboxMode: sandboxOf(turn, worker.limitsOfTurns),
    toolsWebSearch: turn.webSearch,
    originator: turn.originator,
  });
  const limits = smallerLimits(config.limits, turn);
  const thread = await worker.manager.newThread(
    { ...config, limits },
    {
      threadId: turn.threadId,
      resumePath: copy?.path,
      isKeptWithFirstTurn: true,
      journal,
      unknownOutcome: number > 1 ? LOST_RESULT : undefined,
      source: turn.source ?? "exec",
      originator: turn.originator,
      threadSource: turn.threadSource,
    },
  );
  const opened: OpenedThread = {
    thread,
    journal,
    onLeft: () => {},
    onKept: () => {},
    async [Symbol.asyncDispose]() {
      // Of a thread that was given up, nothing more can be written.
      await worker.manager.removeThread(thread.id).catch(() => {});
      if (copy === undefined && thread.rolloutPath !== undefined) await rm(thread.rolloutPath, { force: true });
    },
  };
  return opened;
}
