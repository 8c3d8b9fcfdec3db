import type { TurnInfo } from "@codex/core";
import type { ThreadEntry } from "../messages/thread-entry.js";
import type { TurnMessage } from "../messages/turn-message.js";

interface WhyOver {
  /** Why nobody can run it. */
  readonly refusal: string | undefined;
  readonly isToStop: boolean;
  /** Whether it was tried too often. */
  readonly isOver: boolean;
  /** How it stood after the last time. */
  readonly before: ThreadEntry | undefined;
}

/** How a turn ends that is not to be tried, or not again; undefined for one that is. */
export function endWithoutTry(turn: TurnMessage, { refusal, isToStop, isOver, before }: WhyOver): TurnInfo | undefined {
  if (isToStop) return interrupted(turn);
  if (refusal !== undefined) return refused(turn, refusal);
  return isOver ? poisoned(turn, before) : undefined;
}

/** The end of a turn that was to stop before anybody tried it, or tried it again. */
function interrupted({ turnId: id }: TurnMessage): TurnInfo {
  const now = Date.now();
  return { id, kind: "input", status: "interrupted", interruption: "interrupted", startedAt: now, endedAt: now };
}

/** The end of one that was tried too often. `before`: how it stood after the last time. */
function poisoned({ turnId: id }: TurnMessage, before: ThreadEntry | undefined): TurnInfo {
  const now = Date.now();
  const { attempts, lastFailure = "the worker that ran it was lost" } = before ?? { attempts: 0 };
  const message = `the turn was tried ${attempts} times and broke off each time; the last time: ${lastFailure}`;
  return { id, kind: "input", status: "failed", error: { code: "internal", message }, startedAt: now, endedAt: now };
}

/** The end of one that nobody can run. */
export function refused({ turnId: id }: TurnMessage, reason: string): TurnInfo {
  const now = Date.now();
  const message = `the turn cannot be run: ${reason}`;
  return {
    id,
    kind: "input",
    status: "failed",
    error: { code: "request-invalid", message },
    startedAt: now,
    endedAt: now,
  };
}
