import { parseThreadEvent, type ThreadEventBody, threadEventJson } from "@codex/core";
import * as z from "zod/mini";

const EnvelopeSchema = z.object({
  version: z.literal(1),
  turnId: z.string(),
  /** 1 for the first worker that tried the turn. */
  attempt: z.int(),
  worker: z.string(),
  events: z.array(z.unknown()),
});

/** What a thread said, of one turn, by one worker: in the log, or as deltas. */
export interface EventEnvelope {
  readonly turnId: string;
  readonly attempt: number;
  readonly worker: string;
  readonly events: readonly ThreadEventBody[];
}

export function eventEnvelopeJson({ events, ...about }: EventEnvelope): string {
  return JSON.stringify({ version: 1, ...about, events: events.map(threadEventJson) });
}

/** Undefined for what is no envelope. Events of later versions are left out. */
export function parseEventEnvelope(text: string): EventEnvelope | undefined {
  const parsed = EnvelopeSchema.safeParse(parseJson(text)).data;
  if (parsed === undefined) return undefined;
  const { turnId, attempt, worker } = parsed;
  const events = parsed.events.map(parseThreadEvent).filter((event) => event !== undefined);
  return { turnId, attempt, worker, events };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
