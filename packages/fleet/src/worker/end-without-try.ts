import type { TurnInfo } from "@codex/core";
import type { ThreadEntry } from "../messages/thread-entry.js";
import type { TurnMessage } from "../messages/turn-message.js";

/** The end of a turn that was to stop before anybody tried it, or tried it again. */
export function interrupted({ turnId: id }: TurnMessage): TurnInfo {
  const now = Date.now();
  return { id, kind: "input", status: "interrupted", interruption: "interrupted", startedAt: now, endedAt: now };
}

/** The end of one that was tried too often. `before`: how it stood after the last time. */
export function poisoned({ turnId: id }: TurnMessage, before: ThreadEntry | undefined): TurnInfo {
  const now = Date.now();
  const { attempts, lastFailure = "the worker that ran it was lost" } = before ?? { attempts: 0 };
  const message = `the turn was tried ${attempts} times and broke off each time; the last time: ${lastFailure}`;
  return { id, kind: "input", status: "failed", error: { code: "internal", message }, startedAt: now, endedAt: now };
}
