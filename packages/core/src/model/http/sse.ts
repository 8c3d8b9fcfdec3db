import { LONG_TEXT, parseJson } from "@codex/slices";
import { createParser } from "eventsource-parser";
import { CodexError } from "../../error.js";
import { isJsonObject, tryParseJson } from "../../json.js";

/** An event's data: a JSON object, or the word that ends Chat Completions streams. */
export type SsePayload = Readonly<Record<string, unknown>> | "[DONE]";

/** Deltas of the Responses API may be lost, because the finished item repeats them. */
const HOLDS_ANSWER = /"response\.(?:output_item\.done|completed|failed|incomplete)"|"choices"/;
const MAX_SHOWN_CHARACTERS = 200;
/** No real event comes near this; an endless line must not exhaust memory. */
const MAX_EVENT_CHARACTERS = 32 * 1024 * 1024;

/**
 * Parses server-sent events incrementally. Skips events whose data is no JSON object, except those that should contain part of the
 * answer, because it is unknown what would be missing.
 */
export interface SseReader {
  /**
   * The payloads completed by this piece; a promise if one of them is long. Throws `stream-disconnected` if an event grows without
   * end.
   */
  push(chunk: Uint8Array): readonly SsePayload[] | Promise<readonly SsePayload[]>;
  /** The stream's last event, if only its terminating line is missing: some servers omit that. */
  end(): readonly SsePayload[] | Promise<readonly SsePayload[]>;
  /** Whether the unfinished event is long. */
  readonly holdsLongEvent: boolean;
}

export function createSseReader(maxEventCharacters = MAX_EVENT_CHARACTERS): SseReader {
  const decoder = new TextDecoder();
  let payloads: SsePayload[] = [];
  /** Long events still to be parsed, each with the payloads before it. */
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

/** Some servers give the type only as the event's name. */
function withType(payload: SsePayload, event: string | undefined): SsePayload {
  if (payload === "[DONE]" || event === undefined || payload["type"] !== undefined || "choices" in payload)
    return payload;
  return { type: event, ...payload };
}

/**
 * Holds back an unfinished line until its end arrives: the parser rescans it with each piece, which takes minutes for a long line
 * in small pieces.
 */
class LineBuffer {
  #pending: string[] = [];
  pendingCharacters = 0;

  /** The text up to the last line ending so far; may be empty. */
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

/** The parser's time is quadratic in the length of a text with many carriage returns. */
const MAX_PIECE_CHARACTERS = 4096;

function digestible(text: string): readonly string[] {
  if (!text.includes("\r")) return [text];
  const count = Math.ceil(text.length / MAX_PIECE_CHARACTERS);
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * MAX_PIECE_CHARACTERS, (index + 1) * MAX_PIECE_CHARACTERS),
  );
}

/** Servers that name the event put the error itself into its data, as an object or a string. */
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
    return isJsonObject(value) ? value : undefined;
  } catch {
    return payloadWithoutJson(data);
  }
}

function parsePayload(data: string): SsePayload | undefined {
  const value = tryParseJson(data);
  if (value === undefined) return payloadWithoutJson(data);
  // Google's servers send errors as a list.
  const [payload]: unknown[] = Array.isArray(value) ? value : [value];
  return isJsonObject(payload) ? payload : undefined;
}

function payloadWithoutJson(data: string): SsePayload | undefined {
  if (data.trim() === "[DONE]") return "[DONE]";
  if (!HOLDS_ANSWER.test(data.slice(0, 4096))) return undefined;
  throw new CodexError(
    "stream-disconnected",
    `stream disconnected before completion: the server sent an event that is not JSON: ${data.slice(0, MAX_SHOWN_CHARACTERS)}`,
  );
}

/** The value if it is a string. */
export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
