import { rm } from "node:fs/promises";
import type { Config, Thread } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { throughOutages } from "../connection/through-outages.js";
import type { TurnMessage } from "../messages/turn-message.js";
import type { OwnWorkspace } from "./own-workspace.js";
import type { RolloutCopy } from "./rollout-copy.js";
import type { Attempt } from "./run-turn.js";
import { sandboxOf, smallerLimits } from "./worker-limits.js";
import { DEFAULT_OUTAGE_LIMIT_MS, type WorkerOptions } from "./worker-options.js";
import { WorkspaceJournal } from "./workspace-journal.js";

/** A thread of this machine's engine with its rollout and workspace on the fleet. */
export interface OpenedThread extends AsyncDisposable {
  readonly thread: Thread;
  readonly journal: WorkspaceJournal;
  /** Called with files that stay on this machine. */
  onLeft: (names: readonly string[]) => void;
  /** Called with items whose ends the fleet has. */
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

/** Opens the thread of the turn. Nothing happens in it before the fleet has saved the previous step. */
export async function openThread(fleet: Fleet, worker: WorkerOptions, options: OpenOptions): Promise<OpenedThread> {
  const { attempt, workspace, copy } = options;
  const { turn, stop, number, rollout } = attempt;
  const limit = { limitMs: worker.outageLimitMs ?? DEFAULT_OUTAGE_LIMIT_MS, signal: stop.signal };
  const originator = originatorOf(turn);
  const journal = new WorkspaceJournal({
    rollout,
    ref: () => workspace.ref,
    keep: () => throughOutages(fleet, limit, () => workspace.keep()),
    onLeft: (names) => opened.onLeft(names),
    onKept: (itemIds) => opened.onKept(itemIds),
  });
  const config = await configOf(turn, worker, workspace.cwd);
  const thread = await worker.manager.newThread(
    { ...config, limits: smallerLimits(config.limits, turn) },
    {
      threadId: turn.threadId,
      resumePath: copy?.path,
      isKeptWithFirstTurn: true,
      journal,
      unknownOutcome: number > 1 ? LOST_RESULT : undefined,
      source: turn.source ?? "exec",
      originator,
      threadSource: turn.threadSource,
    },
  );
  const opened: OpenedThread = {
    thread,
    journal,
    onLeft: () => {},
    onKept: () => {},
    async [Symbol.asyncDispose]() {
      // Fails for a thread that was given up, since nothing more can be written.
      await worker.manager.removeThread(thread.id).catch(() => {});
      if (copy === undefined && thread.rolloutPath !== undefined) await rm(thread.rolloutPath, { force: true });
    },
  };
  return opened;
}

function configOf(turn: TurnMessage, worker: WorkerOptions, cwd: string): Promise<Config> {
  return worker.loadConfig({
    cwd,
    model: turn.model,
    baseInstructions: turn.baseInstructions,
    developerInstructions: turn.developerInstructions,
    approvalPolicy: turn.approvalPolicy,
    // A reviewer would answer in place of the control, which denies whatever leaves the sandbox.
    approvalsReviewer: worker.limitsOfTurns.isConfined ? "user" : turn.approvalsReviewer,
    sandboxMode: sandboxOf(turn, worker.limitsOfTurns),
    toolsWebSearch: turn.webSearch,
    originator: originatorOf(turn),
  });
}

/** It goes into a header of requests to the model. */
function originatorOf({ originator }: TurnMessage): string | undefined {
  return /^[\x20-\x7e]*$/.test(originator ?? "") ? originator : undefined;
}
