import { createParser } from "eventsource-parser";
import type { BrokenStreams } from "./broken-streams.js";
import { type PendingRequests, readMessageText, unusableAnswer } from "./read-messages.js";

/** A stream is continued by sending the id of its last event in a header: with any other, it cannot be. */
const CAN_BE_HEADER = /^[ -~]{0,4096}$/;
/** Whatever pause a server asks for: none would be a loop without end, and a timer cannot wait for a month. */
const [MIN_RETRY_MS, MAX_RETRY_MS] = [100, 30_000];

type Bytes = Uint8Array<ArrayBuffer>;

/** The longest event. Streams may be of any length. */
export const MAX_EVENT_BYTES = 64 * 1024 * 1024;

/** How long a server may leave a stream open after the last answer that belongs to it. */
const ENDING_MS = 2_000;

/**
 * A stream's events with repaired data; at the end, an error for each request that was not answered, unless the stream can be continued.
 * A connection that is cut is an end too: the SDK would leave its requests waiting.
 */
export function readEvents(
  body: ReadableStream<Bytes>,
  pending: PendingRequests,
  broken: BrokenStreams,
): ReadableStream<Bytes> {
  const reader = body.getReader();
  // Connections that servers never close would add up.
  const onAnswered = () => void setTimeout(() => reader.cancel().catch(() => {}), ENDING_MS).unref();
  return ReadableStream.from(untilCut(reader)).pipeThrough(repairEvents(new Map(pending), broken, onAnswered));
}

async function* untilCut(reader: ReadableStreamDefaultReader<Bytes>): AsyncGenerator<Bytes, void> {
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } catch {
    // What is missing is reported at the end.
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function repairEvents(
  waiting: Map<string | number, string>,
  broken: BrokenStreams,
  onAnswered: () => void,
): TransformStream<Bytes, Bytes> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let lastId: string | undefined;
  let bytes = 0;
  let out: string[] = [];
  const parser = createParser({
    onEvent: ({ id: given, event, data }) => {
      bytes = 0;
      const id = given !== undefined && CAN_BE_HEADER.test(given) ? given : undefined;
      const named = `${id === undefined ? "" : `id: ${id}\n`}${event === undefined ? "" : `event: ${event}\n`}`;
      const messages = readMessageText(data, waiting);
      for (const message of messages) {
        if ("method" in message || message.id === undefined) continue;
        if (waiting.delete(message.id) && waiting.size === 0) onAnswered();
      }
      if (id !== undefined) {
        broken.move({ from: lastId, to: id }, waiting);
        lastId = id;
      }
      const bodies = messages.length === 0 ? [""] : messages.map((message) => JSON.stringify(message));
      for (const body of bodies) out.push(`${named}data: ${body}\n\n`);
    },
    onRetry: (milliseconds) => out.push(`retry: ${Math.min(Math.max(milliseconds, MIN_RETRY_MS), MAX_RETRY_MS)}\n\n`),
  });
  const flush = (controller: TransformStreamDefaultController<Bytes>) => {
    if (out.length > 0) controller.enqueue(encoder.encode(out.join("")));
    out = [];
  };
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > MAX_EVENT_BYTES) throw new Error("the server's answer is too long");
      parser.feed(decoder.decode(chunk, { stream: true }));
      flush(controller);
    },
    flush(controller) {
      // Some servers omit the empty line after the last event.
      parser.feed("\n\n");
      if (!lastId) out.push(unansweredEvents(waiting));
      flush(controller);
    },
  });
}

/** An error event for each request. */
export function unansweredEvents(waiting: PendingRequests): string {
  const reason = "the server ended its answer before it was complete";
  return [...waiting.keys()].map((id) => `data: ${JSON.stringify(unusableAnswer(id, reason))}\n\n`).join("");
}
