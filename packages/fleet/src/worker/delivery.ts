import type { JsMsg } from "@nats-io/jetstream";
import { nextTurn, queuedTurnsOf } from "../client/thread-log.js";
import type { Fleet } from "../connection/fleet.js";
import { whileConnected } from "../connection/while-connected.js";

/** How many renewals may be lost before the queue gives the turn to another worker. */
const RENEWALS_PER_LEASE = 3;
const FIRST_PAUSE_MS = 100;
/** The longest pause between two tries of a turn that has to wait for no other. */
export const MAX_PAUSE_MS = 2_000;
/** No turn takes less time. */
const PAUSE_PER_TURN_MS = 100;
const MAX_PAUSE_BEHIND_MS = 60_000;

/** Periodically confirms to the queue that the turn is in progress. */
export function keepWorking(message: JsMsg, { leaseMs }: Pick<Fleet, "leaseMs">): Disposable {
  const timer = setInterval(() => ifOpen(() => message.working()), leaseMs / RENEWALS_PER_LEASE);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** How many earlier turns of the thread are still in the queue; an upper bound if there are many. */
export async function turnsAhead(fleet: Fleet, message: JsMsg, threadId: string): Promise<number> {
  const oldest = await whileConnected(fleet, nextTurn(fleet, threadId));
  // Includes turns of other threads, and those that have ended.
  const distance = oldest === null ? 0 : Math.max(0, message.seq - oldest.seq);
  if (distance * PAUSE_PER_TURN_MS <= MAX_PAUSE_MS) return distance;
  const queued = await whileConnected(fleet, queuedTurnsOf(fleet, threadId));
  return Math.min(distance, Math.max(1, queued - 1));
}

/**
 * How long to wait before the next try of a turn that cannot run now: longer each time. `ahead`: how many turns must end first. If thousands
 * of turns of one thread were tried every few seconds, the queue would deliver nothing else.
 */
export function pauseOf({ info }: Pick<JsMsg, "info">, ahead = 0): number {
  const growing = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(info.deliveryCount - 1, 5));
  return Math.max(growing, Math.min(MAX_PAUSE_BEHIND_MS, ahead * PAUSE_PER_TURN_MS));
}

/** Returns a turn that this worker has no room for. */
export function giveBack(message: JsMsg): void {
  handBack(message, pauseOf(message));
}

/** Lets another worker continue a turn, at once or after a pause. */
export function handBack(message: JsMsg, pauseMs?: number): void {
  ifOpen(() => message.nak(pauseMs));
}

/** The library throws once the connection is closed. The queue then notices that the worker is silent. */
function ifOpen(notify: () => void): void {
  try {
    notify();
  } catch {}
}
