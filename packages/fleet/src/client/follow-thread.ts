import type { ThreadEventBody } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { followLog } from "../log/read-log.js";
import { parseEventEnvelope } from "../messages/event-envelope.js";
import { OrderedEvents } from "./ordered-events.js";

export interface FollowOptions {
  /** The first message of the log, by its sequence. Default: 1. */
  readonly from?: number | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ThreadEventBody, from: EventOrigin) => void;
  /** Called for each message of the log, after its events. */
  readonly onMessage?: ((sequence: number) => void) | undefined;
}

/** Where an event comes from. */
export interface EventOrigin {
  readonly turnId: string;
  readonly attempt: number;
  readonly worker: string;
  /** The sequence of its message; undefined for deltas. `from: sequence + 1` continues after it. */
  readonly sequence: number | undefined;
}

/** Reports the events of a thread, from any point on, until the signal. */
export async function followThread(fleet: Fleet, threadId: string, options: FollowOptions): Promise<void> {
  const { from, signal, onEvent, onMessage } = options;
  let origin: EventOrigin = { turnId: "", attempt: 0, worker: "", sequence: undefined };
  const ordered = new OrderedEvents((event) => onEvent(event, origin));
  const deltas = fleet.connection.subscribe(SUBJECTS.delta(threadId), {
    callback: (error, message) => {
      const envelope = error === null ? parseEventEnvelope(message.string()) : undefined;
      if (envelope === undefined) return;
      origin = { ...envelope, sequence: undefined };
      for (const event of envelope.events) {
        // A worker that cannot write to the log says so here.
        if (event.type === "notice") onEvent(event, origin);
        else ordered.addDelta(event);
      }
    },
  });
  try {
    const log = { stream: STREAMS.events, subject: SUBJECTS.event(threadId), from, signal, onMessage };
    for await (const { data, sequence } of followLog(fleet, log)) {
      const envelope = parseEventEnvelope(data);
      if (envelope !== undefined) origin = { ...envelope, sequence };
      for (const event of envelope?.events ?? []) ordered.add(event);
    }
  } finally {
    deltas.unsubscribe();
  }
}
