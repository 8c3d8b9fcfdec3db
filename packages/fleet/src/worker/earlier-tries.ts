import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { readLog } from "../log/read-log.js";
import { type ReportedTurn, TurnFold } from "../log/reported-turn.js";
import { parseEventEnvelope } from "../messages/event-envelope.js";

export interface EarlierTriesOptions {
  /** The message of the event log after which the turn began. Default: unknown, so the thread's whole log is read. */
  readonly after?: number | undefined;
  /** The latest message of the event log. */
  readonly last: number;
  readonly signal: AbortSignal;
}

/** What earlier tries of a turn have told clients. */
export async function readEarlierTries(
  fleet: Fleet,
  { threadId, turnId }: { readonly threadId: string; readonly turnId: string },
  { after = 0, last, signal }: EarlierTriesOptions,
): Promise<ReportedTurn> {
  const fold = new TurnFold();
  const log = { stream: STREAMS.events, subject: SUBJECTS.event(threadId), from: after + 1, last, signal };
  for await (const { data } of readLog(fleet, log)) {
    const envelope = parseEventEnvelope(data);
    if (envelope?.turnId === turnId) for (const event of envelope.events) fold.add(event);
  }
  return fold.reported;
}
