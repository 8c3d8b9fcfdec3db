import { LONG_TEXT, parseJson } from "@codex/slices";
import { createParser } from "eventsource-parser";
import { CodexError } from "../../error.js";

/** What one event of a stream carried: a JSON object, or the word with which Chat Completions streams end. */
export type SsePayload = Readonly<Record<string, unknown>> | "[DONE]";

/** Deltas of the Responses API may be lost: the finished item repeats them. */
const HOLDS_ANSWER = /"response\.(?:output_item\.done|completed|failed|incomplete)"|"choices"/;
const MAX_SHOWN_CHARACTERS = 200;
/** No event that a model sends comes near this; a server that never ends a line must not fill the memory. */
const MAX_EVENT_CHARACTERS = 32 * 1024 * 1024;

/**
 * Reads server-sent events piece by piece. Events whose data is not a JSON object are passed over, but not one that was meant to
 * hold a part of the answer: nobody knows what is missing then.
 */
export interface SseReader {
  /**
   * The payloads that this piece completed; a promise where one of them is long. Throws `stream-disconnected` when an event grows without
   * end.
   */
  push(chunk: Uint8Array): readonly SsePayload[] | Promise<readonly SsePayload[]>;
  /** The event that the stream ends in, when it is whole but for the line that ends it: some servers leave that out. */
  end(): readonly SsePayload[] | Promise<readonly SsePayload[]>;
  /** Whether an event that has not ended is long. */
  readonly holdsLongEvent: boolean;
}

export function createSseReader(maxEventCharacters = MAX_EVENT_CHARACTERS): SseReader {
  const decoder = new TextDecoder();
  let payloads: SsePayload[] = [];
  /** Long events that are still to be parsed, each with the payloads before it. */
  let long: LongEvent[] = [];
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: maxEventCharacters,
    onEvent: ({ data, event }) => {
      if (data.length >= LONG_TEXT && event !== "error") {
        long.push({ before: payloads, data });
        payloads = [];
        return;
      }
      const payload = event === "error" ? errorPayload(data) : parsePayload(data);
      if (payload !== undefined) payloads.push(withType(payload, event));
    },
    onError: (error) => {
      tooLong ||= error.type === "max-buffer-size-exceeded";
    },
  });
  const lines = new LineBuffer();
  const reader: SseReader = {
    get holdsLongEvent() {
      return lines.pendingCharacters >= LONG_TEXT;
    },
    push(chunk) {
      payloads = [];
      long = [];
      const text = lines.push(decoder.decode(chunk, { stream: true }));
      tooLong ||= lines.pendingCharacters > maxEventCharacters;
      for (const piece of digestible(text)) if (!tooLong) parser.feed(piece);
      if (tooLong) {
        throw new CodexError(
          "stream-disconnected",
          `stream disconnected before completion: the server sent an event of more than ${maxEventCharacters} characters`,
        );
      }
      return long.length === 0 ? payloads : withLong(long, payloads);
    },
    end: () => reader.push(Buffer.from("\n\n")),
  };
  return reader;
}

/** Some servers say of what kind an event is in its name alone. */
function withType(payload: SsePayload, event: string | undefined): SsePayload {
  if (payload === "[DONE]" || event === undefined || payload["type"] !== undefined || "choices" in payload)
    return payload;
  return { type: event, ...payload };
}

/**
 * Holds an unfinished line back until its end has come: the parser looks through all of it with each piece, which takes
 * minutes for a long line in small pieces.
 */
class LineBuffer {
  #pending: string[] = [];
  pendingCharacters = 0;

  /** The text up to the last line end so far; empty when there is none. */
  push(text: string): string {
    const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
    this.#pending.push(end === 0 ? text : text.slice(0, end));
    this.pendingCharacters += text.length;
    if (end === 0) return "";
    const complete = this.#pending.join("");
    const rest = text.slice(end);
    this.#pending = rest === "" ? [] : [rest];
    this.pendingCharacters = rest.length;
    return complete;
  }
}

/** With many carriage returns in a text, the parser's time grows with the square of its length. */
const MAX_PIECE_CHARACTERS = 4096;

function digestible(text: string): readonly string[] {
  if (!text.includes("\r")) return [text];
  const count = Math.ceil(text.length / MAX_PIECE_CHARACTERS);
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * MAX_PIECE_CHARACTERS, (index + 1) * MAX_PIECE_CHARACTERS),
  );
}

/** Servers that name the event put the error itself into its data, as an object or as text. */
function errorPayload(data: string): SsePayload | undefined {
  const payload = parsePayload(data);
  if (payload === "[DONE]") return payload;
  if (payload !== undefined && payload["type"] === "error") return payload;
  return { type: "error", error: payload === undefined ? { message: data } : (payload["error"] ?? payload) };
}

interface LongEvent {
  readonly before: readonly SsePayload[];
  readonly data: string;
}

async function withLong(events: readonly LongEvent[], after: readonly SsePayload[]): Promise<readonly SsePayload[]> {
  const payloads: SsePayload[] = [];
  for (const { before, data } of events) {
    payloads.push(...before);
    const payload = await longPayload(data);
    if (payload !== undefined) payloads.push(payload);
  }
  return [...payloads, ...after];
}

async function longPayload(data: string): Promise<SsePayload | undefined> {
  try {
    const value = await parseJson(data);
    return isObject(value) ? value : undefined;
  } catch {
    return payloadWithoutJson(data);
  }
}

function parsePayload(data: string): SsePayload | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : undefined;
  } catch {
    return payloadWithoutJson(data);
  }
}

function payloadWithoutJson(data: string): SsePayload | undefined {
  if (data.trim() === "[DONE]") return "[DONE]";
  if (!HOLDS_ANSWER.test(data.slice(0, 4096))) return undefined;
  throw new CodexError(
    "stream-disconnected",
    `stream disconnected before completion: the server sent an event that is not JSON: ${data.slice(0, MAX_SHOWN_CHARACTERS)}`,
  );
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value where it is a text. */
export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
