import { setTimeout as sleep } from "node:timers/promises";
import { assertOpen, type Fleet } from "../connection/fleet.js";
import { SUBJECTS } from "../connection/names.js";
import { isOutage } from "../connection/nats-errors.js";
import { FleetError } from "../fleet-error.js";
import type { TurnMessage } from "../messages/turn-message.js";

const ANSWER_LIMIT_MS = 2_000;
const OUTAGE_LIMIT_MS = 60_000;
const RETRY_PAUSE_MS = 250;
const OVERHEAD_BYTES = 4096;

/** Puts a turn into the queue; settles when the queue has it, once. @throws FleetError `too-large`, `unreachable` */
export async function submitTurn(
  fleet: Fleet,
  { label, turn, signal }: { readonly label: string; readonly turn: TurnMessage; readonly signal: AbortSignal },
): Promise<void> {
  const payload = new TextEncoder().encode(JSON.stringify(turn));
  const most = (fleet.connection.info?.max_payload ?? Number.POSITIVE_INFINITY) - OVERHEAD_BYTES;
  if (payload.length > most) {
    const message = `the turn has ${payload.length} bytes, the fleet's server takes ${most}: raise its max_payload`;
    throw new FleetError("too-large", message);
  }
  const limit = Date.now() + OUTAGE_LIMIT_MS;
  for (;;) {
    signal.throwIfAborted();
    assertOpen(fleet);
    try {
      // The server knows it by its id when it is sent again.
      await fleet.js.publish(SUBJECTS.turn(label, turn.threadId), payload, {
        msgID: turn.turnId,
        timeout: ANSWER_LIMIT_MS,
      });
      return;
    } catch (error) {
      if (!isOutage(error)) throw error;
      if (Date.now() > limit)
        throw new FleetError("unreachable", "the fleet's server does not take the turn", { cause: error });
      await sleep(RETRY_PAUSE_MS, undefined, { signal });
    }
  }
}
