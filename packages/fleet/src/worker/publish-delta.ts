import type { Fleet } from "../connection/fleet.js";
import { SUBJECTS } from "../connection/names.js";
import { type EventEnvelope, eventEnvelopeJson } from "../messages/event-envelope.js";

/** Sends events to clients that follow the thread right now. Drops them if they are larger than a message, since the end of the item has it all. */
export function publishDelta(
  { connection, isConnected }: Pick<Fleet, "connection" | "isConnected">,
  threadId: string,
  envelope: EventEnvelope | string,
): void {
  const data = typeof envelope === "string" ? envelope : eventEnvelopeJson(envelope);
  const limit = connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
  if (isConnected && Buffer.byteLength(data) <= limit) connection.publish(SUBJECTS.delta(threadId), data);
}
