import type { TurnInfo } from "@codex/core";
import type { ThreadEntry } from "../messages/thread-entry.js";
import type { TurnMessage } from "../messages/turn-message.js";

interface WhyOver {
  /** Why no worker can run it. */
  readonly refusal: string | undefined;
  readonly isToStop: boolean;
  /** Whether it was tried too often. */
  readonly isOver: boolean;
  /** The entry of the latest try. */
  readonly before: ThreadEntry | undefined;
}

/** The end of a turn that is not tried, or not tried again; undefined if it is. */
export function endWithoutTry(turn: TurnMessage, { refusal, isToStop, isOver, before }: WhyOver): TurnInfo | undefined {
  if (isToStop) return interrupted(turn);
  if (refusal !== undefined) return refused(turn, refusal);
  return isOver ? abandoned(turn, before) : undefined;
}

/** The end of a turn that was stopped before a worker tried it, or tried it again. */
function interrupted({ turnId: id }: TurnMessage): TurnInfo {
  const now = Date.now();
  return { id, kind: "input", status: "interrupted", interruption: "interrupted", startedAt: now, endedAt: now };
}

/** The end of a turn that was tried too often. `before`: the entry of the latest try. */
function abandoned({ turnId: id }: TurnMessage, before: ThreadEntry | undefined): TurnInfo {
  const now = Date.now();
  const { attempts, lastFailure = "the worker that ran it was lost" } = before ?? { attempts: 0 };
  const message = `the turn was tried ${attempts} times and broke off each time; the last time: ${lastFailure}`;
  return { id, kind: "input", status: "failed", error: { code: "internal", message }, startedAt: now, endedAt: now };
}

/** The end of a turn that no worker can run. */
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
