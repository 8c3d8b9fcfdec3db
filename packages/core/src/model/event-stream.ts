import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { CodexError } from "../error.js";
import { requestId } from "./http-failure.js";
import { createSseReader, type SsePayload } from "./sse.js";

/** After an answer's last event the server may take this long to end it; then the connection is not used again. */
const MAX_END_WAIT_MS = 1000;

export interface EventStreamOptions {
  /** How long the server may send no event; asked anew after each piece that had one. */
  readonly idleTimeoutMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * The events of an answer, in batches as they arrive, until the server ends it. A reader that takes its time does not count
 * as silence, and holds the server back. Throws `stream-disconnected` or `interrupted`.
 */
export async function* readEventStream(
  reply: IncomingMessage,
  { idleTimeoutMs, signal }: EventStreamOptions,
): AsyncGenerator<readonly SsePayload[], void> {
  const reader = createSseReader();
  const interrupt = () => reply.destroy(new CodexError("interrupted", "interrupted"));
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  const chunks = reply.iterator({ destroyOnReturn: false });
  let patienceMs = idleTimeoutMs();
  try {
    for (;;) {
      const since = performance.now();
      const chunk: IteratorResult<unknown> = await withLimit(reply, patienceMs, () => chunks.next());
      if (chunk.done === true) return;
      const payloads = chunk.value instanceof Uint8Array ? reader.push(chunk.value) : [];
      // Comments that keep the connection open are no sign that the model is alive.
      if (payloads.length === 0) patienceMs -= performance.now() - since;
      else {
        yield payloads;
        patienceMs = idleTimeoutMs();
      }
    }
  } catch (error) {
    throw streamError(error, reply);
  } finally {
    signal.removeEventListener("abort", interrupt);
    await letGo(reply);
  }
}

async function withLimit<T>(reply: IncomingMessage, limitMs: number, wait: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => reply.destroy(new Error("idle timeout waiting for SSE")), Math.max(0, limitMs));
  try {
    return await wait();
  } finally {
    clearTimeout(timer);
  }
}

function streamError(error: unknown, reply: IncomingMessage): CodexError {
  if (error instanceof CodexError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return streamDisconnected([reason, requestId(reply)].filter((part) => part !== "").join(" "), { cause: error });
}

/** The error for an answer that broke off. */
export function streamDisconnected(
  reason: string,
  options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
): CodexError {
  return new CodexError("stream-disconnected", `stream disconnected before completion: ${reason}`, options);
}

/** Reads what is left, so that the connection can serve the next request, but not for long. */
async function letGo(reply: IncomingMessage): Promise<void> {
  if (reply.destroyed) return;
  const timer = setTimeout(() => reply.destroy(), MAX_END_WAIT_MS);
  timer.unref();
  reply.once("close", () => clearTimeout(timer));
  reply.on("error", () => {});
  reply.resume();
  // All of it is here already: wait the moment until it is read, lest the next request opens a connection of its own.
  if (reply.complete) await once(reply, "close");
}
