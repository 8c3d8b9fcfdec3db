import type { IncomingMessage } from "node:http";
import { breathe } from "@codex/slices";
import { CodexError } from "../../error.js";
import { isJsonObject, tryParseJson } from "../../json.js";
import { type ChunkLimits, readChunks } from "./read-chunks.js";
import { createSseReader, type SsePayload, type SseReader } from "./sse.js";

/** No answer sent in one piece comes near this. */
const MAX_WHOLE_CHARACTERS = 32 * 1024 * 1024;

export interface EventStreamLimits extends ChunkLimits {
  /** Whether the event shows that the model is working; others only keep the stream open and do not reset `idleTimeoutMs`. */
  readonly isSignOfLife: (payload: SsePayload) => boolean;
}

/**
 * The events of an answer, in batches as they arrive, until the server ends it. `idleTimeoutMs` limits the time without a sign of
 * life. If a server answers with one JSON object instead of a stream, yields only that. Throws as `readChunks` does, and
 * `unexpected-status` for a web page or another body that is no model's answer.
 */
export async function* readEventStream(
  reply: IncomingMessage,
  { idleTimeoutMs, isSignOfLife, signal }: EventStreamLimits,
): AsyncGenerator<readonly SsePayload[], void> {
  const reader = createSseReader();
  let patienceMs = idleTimeoutMs();
  let since = performance.now();
  let body: BodyKind | undefined;
  const whole: Uint8Array[] = [];
  let wholeBytes = 0;
  for await (const chunk of readChunks(reply, { idleTimeoutMs: () => patienceMs, signal })) {
    body ??= bodyKind(chunk);
    if (body === "page") throw notAnAnswer(reply, "a web page");
    if (body === "json") {
      whole.push(chunk);
      wholeBytes += chunk.length;
      if (wholeBytes > MAX_WHOLE_CHARACTERS) throw notAnAnswer(reply, "more data than any answer has");
      continue;
    }
    let isAlive = false;
    for (const piece of piecesOf(chunk)) {
      if (reader.holdsLongEvent) await breathe();
      const pushed = reader.push(piece);
      const payloads = pushed instanceof Promise ? await pushed : pushed;
      if (payloads.length > 0) yield payloads;
      isAlive ||= payloads.some(isSignOfLife);
    }
    // Keep-alive comments are no sign of life.
    if (isAlive) patienceMs = idleTimeoutMs();
    else patienceMs -= performance.now() - since;
    since = performance.now();
  }
  if (body === "events") yield await lastOf(reader);
  if (body === "json") yield [wholeAnswer(reply, Buffer.concat(whole).toString("utf8"))];
}

/** A truncated event is dropped. */
async function lastOf(reader: SseReader): Promise<readonly SsePayload[]> {
  try {
    return await reader.end();
  } catch {
    return [];
  }
}

/** In bytes. A piece stays alive until its last event is processed; large ones would outlive V8's young generation. */
const PIECE = 4 * 1024;

function* piecesOf(chunk: Uint8Array): Generator<Uint8Array, void> {
  for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE);
}

type BodyKind = "events" | "json" | "page";

/** Determined from the first character: content types are often wrong, and no line of an event stream starts like the others. */
function bodyKind(chunk: Uint8Array): BodyKind | undefined {
  const start = new TextDecoder().decode(chunk.subarray(0, 256)).trimStart();
  if (start === "") return undefined;
  if (start.startsWith("<")) return "page";
  return start.startsWith("{") || start.startsWith("[") ? "json" : "events";
}

function wholeAnswer(reply: IncomingMessage, text: string): SsePayload {
  const value = tryParseJson(text);
  if (value === undefined) throw notAnAnswer(reply, `text that is neither events nor JSON: ${excerpt(text)}`);
  const [answer] = Array.isArray(value) ? value : [value];
  if (!isJsonObject(answer)) throw notAnAnswer(reply, `JSON that is not an answer: ${excerpt(text)}`);
  return answer;
}

/** The error for a body that no model server sends, such as a network's login page. */
function notAnAnswer(reply: IncomingMessage, what: string): CodexError {
  const type = reply.headers["content-type"];
  const described = type === undefined ? "" : `, content-type ${type}`;
  return new CodexError(
    "unexpected-status",
    `the server answered ${reply.statusCode}${described}, but with ${what} instead of a model's answer; is \`base_url\` right, or does a proxy or the login page of a network stand in between?`,
    { status: reply.statusCode ?? 0 },
  );
}

function excerpt(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length <= 200 ? line : `${line.slice(0, 200)}…`;
}
