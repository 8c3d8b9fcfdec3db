import { EMPTY_THREAD, foldThreadEvent, type ThreadEventBody, type ThreadView } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { readLog } from "../log/read-log.js";
import { parseEventEnvelope } from "../messages/event-envelope.js";
import { lastEventSequence } from "./thread-log.js";

/** The events of a thread so far. */
export interface ReadThread {
  /** The ended turns, with everything between them. */
  readonly past: ThreadView;
  /** The events of the running turn; empty if there is none. */
  readonly current: readonly ThreadEventBody[];
  /** The message of the log before the first of those events. */
  readonly pastEnd: number;
  /** The latest message; 0 if there is none. */
  readonly last: number;
}

export async function readThread(fleet: Fleet, threadId: string, signal: AbortSignal): Promise<ReadThread> {
  const last = await lastEventSequence(fleet, threadId);
  let [past, pastEnd] = [EMPTY_THREAD, 0];
  let current: ThreadEventBody[] = [];
  const log = { stream: STREAMS.events, subject: SUBJECTS.event(threadId), last, signal };
  for await (const { data, sequence } of readLog(fleet, log)) {
    current.push(...(parseEventEnvelope(data)?.events ?? []));
    if (current.at(-1)?.type !== "turn-ended") continue;
    [past, pastEnd, current] = [current.reduce(foldThreadEvent, past), sequence, []];
  }
  return { past, current, pastEnd, last };
}
