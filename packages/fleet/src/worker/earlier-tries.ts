import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { readLog } from "../log/read-log.js";
import { type ReportedTurn, TurnFold } from "../log/reported-turn.js";
import { parseEventEnvelope } from "../messages/event-envelope.js";

/** What clients were told of a turn by those who tried it before: reads the log of the thread's events up to the message `last`. */
export async function readEarlierTries(
  fleet: Fleet,
  { threadId, turnId }: { readonly threadId: string; readonly turnId: string },
  { last, signal }: { readonly last: number; readonly signal: AbortSignal },
): Promise<ReportedTurn> {
  const fold = new TurnFold();
  const log = { stream: STREAMS.events, subject: SUBJECTS.event(threadId), last, signal };
  for await (const { data } of readLog(fleet, log)) {
    const envelope = parseEventEnvelope(data);
    if (envelope?.turnId === turnId) for (const event of envelope.events) fold.add(event);
  }
  return fold.reported;
}
