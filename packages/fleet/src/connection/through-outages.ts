import { setTimeout as sleep } from "node:timers/promises";
import { JetStreamApiError } from "@nats-io/jetstream";
import { FleetError } from "../fleet-error.js";
import type { Fleet } from "./fleet.js";
import { isOutage } from "./nats-errors.js";

const RETRY_PAUSE_MS = 100;

export interface OutageOptions {
  /** How long a server that is away is waited for, in milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks the server for something that may be asked for again, until it answers.
 * @throws FleetError `unreachable` when it was away for too long; what the server refuses; the signal's reason.
 */
export async function throughOutages<Result>(
  fleet: Fleet,
  { limitMs, signal }: OutageOptions,
  action: () => Promise<Result>,
): Promise<Result> {
  // A clock that is set back would stretch the wait.
  const limit = performance.now() + limitMs;
  let cause: unknown;
  for (;;) {
    signal.throwIfAborted();
    if (fleet.connection.isClosed()) throw new FleetError("unreachable", "the connection to the fleet has been closed");
    // What is sent while nobody takes it would be sent again and again once somebody does.
    if (fleet.isConnected) {
      try {
        return await action();
      } catch (error) {
        if (!isOutage(error) || signal.aborted) throw error;
        cause = error;
      }
    }
    if (performance.now() > limit) throw awayForTooLong(limitMs, cause);
    await sleep(RETRY_PAUSE_MS, undefined, { signal }).catch(() => {});
  }
}

function awayForTooLong(limitMs: number, cause: unknown): FleetError {
  const seconds = Math.round(limitMs / 1000);
  // It is there, and says why not: it has no room left, or no leader.
  const message =
    cause instanceof JetStreamApiError
      ? `the fleet's server has taken nothing for more than ${seconds} s: ${cause.message}`
      : `the fleet's server has been away for more than ${seconds} s`;
  return new FleetError("unreachable", message, { cause });
}
