import type { Fleet } from "../connection/fleet.js";
import type { TurnHead } from "../messages/turn-message.js";
import { repeatFilter } from "./limit-repeats.js";
import { publishDelta } from "./publish-delta.js";

export type DelayNotices = (turn: Pick<TurnHead, "threadId" | "turnId">, reason: string) => void;

/**
 * Tells the clients of a thread why its turn makes no progress, at most once a minute. Goes the way of deltas: a server that is full
 * stores nothing, not even this.
 */
export function delayNotices(fleet: Pick<Fleet, "connection" | "isConnected">, worker: string): DelayNotices {
  const isNew = repeatFilter();
  return ({ threadId, turnId }, reason) => {
    if (!isNew(`${turnId} ${reason}`)) return;
    const message = `${worker} cannot run the turn now and tries again: ${reason}`;
    const event = { type: "notice", level: "warning", code: "server-warning", message } as const;
    publishDelta(fleet, threadId, { turnId, attempt: 0, worker, events: [event] });
  };
}
