import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { createParser, type EventSourceMessage } from "eventsource-parser";
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
  const repair = new EventRepair(waiting, broken, onAnswered);
  const send = (controller: TransformStreamDefaultController<Bytes>) => {
    const repaired = repair.take();
    if (repaired !== "") controller.enqueue(encoder.encode(repaired));
  };
  return new TransformStream({
    transform(chunk, controller) {
      repair.read(decoder.decode(chunk, { stream: true }), chunk.length);
      send(controller);
    },
    flush(controller) {
      repair.end();
      send(controller);
    },
  });
}

/** One stream's events, repaired one by one. */
class EventRepair {
  readonly #waiting: Map<string | number, string>;
  readonly #broken: BrokenStreams;
  readonly #onAnswered: () => void;
  readonly #parser = createParser({
    onEvent: (event) => this.#repair(event),
    onRetry: (milliseconds) => {
      this.#repaired += `retry: ${Math.min(Math.max(milliseconds, MIN_RETRY_MS), MAX_RETRY_MS)}\n\n`;
    },
  });
  #lastId: string | undefined;
  /** Since the last event. */
  #bytes = 0;
  #repaired = "";

  constructor(waiting: Map<string | number, string>, broken: BrokenStreams, onAnswered: () => void) {
    this.#waiting = waiting;
    this.#broken = broken;
    this.#onAnswered = onAnswered;
  }

  read(text: string, bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MAX_EVENT_BYTES) throw new Error("the server's answer is too long");
    this.#parser.feed(text);
  }

  end(): void {
    // Some servers omit the empty line after the last event.
    this.#parser.feed("\n\n");
    if (!this.#lastId) this.#repaired += unansweredEvents(this.#waiting);
  }

  /** What has been repaired since the last call. */
  take(): string {
    const repaired = this.#repaired;
    this.#repaired = "";
    return repaired;
  }

  #repair({ id: given, event, data }: EventSourceMessage): void {
    this.#bytes = 0;
    const id = given !== undefined && CAN_BE_HEADER.test(given) ? given : undefined;
    const named = `${id === undefined ? "" : `id: ${id}\n`}${event === undefined ? "" : `event: ${event}\n`}`;
    const messages = readMessageText(data, this.#waiting);
    for (const message of messages) this.#noteAnswer(message);
    if (id !== undefined) {
      this.#broken.move({ from: this.#lastId, to: id }, this.#waiting);
      this.#lastId = id;
    }
    const bodies = messages.length === 0 ? [""] : messages.map((message) => JSON.stringify(message));
    for (const body of bodies) this.#repaired += `${named}data: ${body}\n\n`;
  }

  #noteAnswer(message: JSONRPCMessage): void {
    if ("method" in message || message.id === undefined) return;
    if (this.#waiting.delete(message.id) && this.#waiting.size === 0) this.#onAnswered();
  }
}

/** An error event for each request. */
export function unansweredEvents(waiting: PendingRequests): string {
  const reason = "the server ended its answer before it was complete";
  return [...waiting.keys()].map((id) => `data: ${JSON.stringify(unusableAnswer(id, reason))}\n\n`).join("");
}
