import { CompiledEventSchema } from "@codex/protocol/compiled-event";
import { EventHub } from "../packages/core/src/events/event-hub.js";
import { createSseReader } from "../packages/core/src/model/http/sse.js";
import { compare, type Measurement, perSecond } from "./measure.js";

const COUNT = 50_000;
const deltas = Array.from({ length: COUNT }, (_, index) => ({
  type: "response.output_text.delta",
  delta: `word ${index} `,
}));
const events = deltas.map(({ delta }) => ({ id: "0", msg: { type: "agent_message_delta" as const, delta } }));

/** Parsing server-sent events, compared with `JSON.parse` of the same payloads. */
export async function sseParsing(): Promise<Measurement> {
  const texts = deltas.map((delta) => JSON.stringify(delta));
  const stream = Buffer.from(texts.map((text) => `event: response.output_text.delta\ndata: ${text}\n\n`).join(""));
  const read = () => {
    const reader = createSseReader();
    for (let at = 0; at < stream.length; at += 65_536) reader.push(stream.subarray(at, at + 65_536));
  };
  const times = await compare(read, () => texts.forEach((text) => void JSON.parse(text)));
  return { ...times, figure: perSecond(COUNT, times.ours) };
}

/** One event to ten listeners, compared with ten plain calls. */
export async function eventFanOut(): Promise<Measurement> {
  const seen = { count: 0 };
  const listeners = Array.from({ length: 10 }, () => ({
    onEvent: () => {
      seen.count++;
    },
  }));
  const hub = new EventHub<(typeof events)[number]>(() => false);
  for (const listener of listeners) hub.subscribe(listener);
  const publish = () => {
    for (const event of events) hub.publish(event);
  };
  const plain = () => {
    for (const _ of events) for (const listener of listeners) listener.onEvent();
  };
  const times = await compare(publish, plain);
  return { ...times, figure: perSecond(COUNT * 10, times.ours) };
}

/** Encoding an event as a line of the server, compared with `JSON.stringify` of the event alone. */
export async function jsonEncoding(): Promise<Measurement> {
  const encode = () =>
    events.forEach(
      ({ id, msg }) =>
        void JSON.stringify({
          jsonrpc: "2.0",
          method: `codex/event/${msg.type}`,
          params: { id, msg, conversationId: "c" },
        }),
    );
  const times = await compare(encode, () => events.forEach((event) => void JSON.stringify(event)));
  return { ...times, figure: perSecond(COUNT, times.ours) };
}

/** Validating an event with its compiled schema, compared with parsing its JSON. */
export async function schemaValidation(): Promise<Measurement> {
  const texts = events.map((event) => JSON.stringify(event));
  const times = await compare(
    () => events.forEach((event) => void CompiledEventSchema.safeParse(event)),
    () => texts.forEach((text) => void JSON.parse(text)),
  );
  return { ...times, figure: perSecond(COUNT, times.ours) };
}
