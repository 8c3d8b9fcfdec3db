import { parseThreadEvent, type ThreadEventBody, threadEventJson } from "@codex/core";
import * as z from "zod/mini";
import { parseJson } from "./parse-json.js";

const EnvelopeSchema = z.object({
  version: z.literal(1),
  turnId: z.string(),
  /** 1 for the first try of the turn; 0 for a notice without a try. */
  attempt: z.int(),
  worker: z.string(),
  events: z.array(z.unknown()),
});

/** Events of one turn from one worker, in the log or as deltas. */
export interface EventEnvelope {
  readonly turnId: string;
  readonly attempt: number;
  readonly worker: string;
  readonly events: readonly ThreadEventBody[];
}

export function eventEnvelopeJson({ events, ...about }: EventEnvelope): string {
  return JSON.stringify({ version: 1, ...about, events: events.map(threadEventJson) });
}

/** Undefined if it is not an envelope. Leaves out events of later versions. */
export function parseEventEnvelope(text: string): EventEnvelope | undefined {
  const parsed = EnvelopeSchema.safeParse(parseJson(text)).data;
  if (parsed === undefined) return undefined;
  const { turnId, attempt, worker } = parsed;
  const events = parsed.events.map(parseThreadEvent).filter((event) => event !== undefined);
  return { turnId, attempt, worker, events };
}
