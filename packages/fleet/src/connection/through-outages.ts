import { setTimeout as sleep } from "node:timers/promises";
import { JetStreamApiError } from "@nats-io/jetstream";
import { FleetError } from "../fleet-error.js";
import type { Fleet } from "./fleet.js";
import { isOutage } from "./nats-errors.js";

const RETRY_PAUSE_MS = 100;

export interface OutageOptions {
  /** How long to wait for an unreachable server, in milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Repeats an idempotent request until the server answers.
 * @throws FleetError `unreachable` if the server is away for too long; the server's refusal; the signal's reason.
 */
export async function throughOutages<Result>(
  fleet: Fleet,
  { limitMs, signal }: OutageOptions,
  action: () => Promise<Result>,
): Promise<Result> {
  // The wall clock may be set back.
  const limit = performance.now() + limitMs;
  let cause: unknown;
  for (;;) {
    signal.throwIfAborted();
    if (fleet.connection.isClosed()) throw new FleetError("unreachable", "the connection to the fleet has been closed");
    // The library would queue the requests of an outage and send all of them afterwards.
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
  // The server answers with a reason, for example that it is full or has no leader.
  const message =
    cause instanceof JetStreamApiError
      ? `the fleet's server has taken nothing for more than ${seconds} s: ${cause.message}`
      : `the fleet's server has been away for more than ${seconds} s`;
  return new FleetError("unreachable", message, { cause });
}
