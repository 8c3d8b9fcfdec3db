import { JetStreamApiError } from "@nats-io/jetstream";
import { FleetError } from "../fleet-error.js";

/** The server's codes for a stream, an account or a disk without room. */
const FULL: ReadonlySet<number> = new Set([10002, 10023, 10028, 10047, 10077]);

/** Whether the server has no room for what was to be stored. */
export function isFull(error: unknown): boolean {
  return error instanceof JetStreamApiError && FULL.has(error.code);
}

/** For clients: nobody would notice one that waits for an operator to make room. @throws FleetError `refused`; other errors as they are */
export function failIfFull(what: string): (error: unknown) => never {
  return (error) => {
    if (!isFull(error) || !(error instanceof Error)) throw error;
    throw new FleetError("refused", `the fleet's server has no room for ${what}: ${error.message}`, { cause: error });
  };
}
