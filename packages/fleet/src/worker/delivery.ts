import type { JsMsg } from "@nats-io/jetstream";
import { nextTurn } from "../client/thread-log.js";
import type { Fleet } from "../connection/fleet.js";
import { whileConnected } from "../connection/while-connected.js";

/** How many renewals may be lost before the queue gives the turn to another worker. */
const RENEWALS_PER_LEASE = 3;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;

/** Periodically confirms to the queue that the turn is in progress. */
export function keepWorking(message: JsMsg, { leaseMs }: Pick<Fleet, "leaseMs">): Disposable {
  const timer = setInterval(() => ifOpen(() => message.working()), leaseMs / RENEWALS_PER_LEASE);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Whether no earlier turn of the thread is still in the queue. */
export async function isNextOfThread(fleet: Fleet, message: JsMsg, threadId: string): Promise<boolean> {
  const oldest = await whileConnected(fleet, nextTurn(fleet, threadId));
  return oldest === null || oldest.seq >= message.seq;
}

/** Returns a turn that cannot run now. The pause before the next try grows. */
export function giveBack(message: JsMsg): void {
  handBack(message, Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(message.info.deliveryCount - 1, 5)));
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
