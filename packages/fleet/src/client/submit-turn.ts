import type { Fleet } from "../connection/fleet.js";
import { failIfFull } from "../connection/full-server.js";
import { isLabel, SUBJECTS } from "../connection/names.js";
import { throughOutages } from "../connection/through-outages.js";
import { whileConnected } from "../connection/while-connected.js";
import { FleetError } from "../fleet-error.js";
import { MAX_TURN_BYTES, type StoredTurn, type TurnMessage } from "../messages/turn-message.js";

const ANSWER_LIMIT_MS = 2_000;
const OUTAGE_LIMIT_MS = 60_000;
const OVERHEAD_BYTES = 4096;

/** Puts a turn into the queue once; settles when the queue has it. @throws FleetError `unreachable`; `refused` if the server is full */
export async function submitTurn(
  fleet: Fleet,
  { label, turn, signal }: { readonly label: string; readonly turn: TurnMessage; readonly signal: AbortSignal },
): Promise<void> {
  if (!isLabel(label)) throw new FleetError("settings-invalid", `${JSON.stringify(label)} is not a label`);
  const payload = await payloadOf(fleet, turn).catch(failIfFull("the turn"));
  // The server uses the id to drop a message that is sent twice.
  const options = { msgID: turn.turnId, timeout: ANSWER_LIMIT_MS };
  const subject = SUBJECTS.turn(label, turn.threadId);
  await throughOutages(fleet, { limitMs: OUTAGE_LIMIT_MS, signal }, () =>
    whileConnected(fleet, fleet.js.publish(subject, payload, options)).catch(failIfFull("the turn")),
  );
}

/** The turn, or a reference to an object if it is larger than a message. */
async function payloadOf({ connection, objects }: Fleet, turn: TurnMessage): Promise<Uint8Array> {
  const payload = new TextEncoder().encode(JSON.stringify(turn));
  const most = (connection.info?.max_payload ?? Number.POSITIVE_INFINITY) - OVERHEAD_BYTES;
  if (payload.length <= most) return payload;
  if (payload.length > MAX_TURN_BYTES)
    throw new FleetError("message-invalid", `a turn may have ${MAX_TURN_BYTES} bytes, this one has ${payload.length}`);
  const { threadId, turnId } = turn;
  const stored: StoredTurn = { version: 1, threadId, turnId, object: `turn-${turnId}` };
  await objects.putBlob({ name: stored.object }, payload);
  return new TextEncoder().encode(JSON.stringify(stored));
}
