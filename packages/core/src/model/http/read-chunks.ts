import type { IncomingMessage } from "node:http";
import { CodexError, type CodexErrorOptions } from "../../error.js";
import { decodedBody } from "./decoded-body.js";
import { requestId } from "./http-failure.js";

/** How long the server may take to end the answer after the last piece that was needed; then the connection is not reused. */
const MAX_END_WAIT_MS = 1000;

export interface ChunkLimits {
  /** How long the server may be silent; evaluated before each wait. */
  readonly idleTimeoutMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * The decoded body of an answer, piece by piece. A slow reader does not count as silence and applies back pressure. Throws
 * `stream-disconnected` or `interrupted`.
 */
export async function* readChunks(
  reply: IncomingMessage,
  { idleTimeoutMs, signal }: ChunkLimits,
): AsyncGenerator<Uint8Array, void> {
  const body = await decodedBody(reply);
  const interrupt = () => reply.destroy(new CodexError("interrupted", "interrupted"));
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  const chunks = body.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const chunk: IteratorResult<unknown> = await withLimit(reply, idleTimeoutMs(), () => chunks.next());
      if (chunk.done === true) return;
      if (chunk.value instanceof Uint8Array) yield chunk.value;
    }
  } catch (error) {
    throw chunkError(error, reply);
  } finally {
    signal.removeEventListener("abort", interrupt);
    await drainBriefly(reply);
  }
}

async function withLimit<T>(reply: IncomingMessage, limitMs: number, wait: () => Promise<T>): Promise<T> {
  const timer = setTimeout(
    () => reply.destroy(new Error("idle timeout: the server fell silent")),
    Math.max(0, limitMs),
  );
  try {
    return await wait();
  } finally {
    clearTimeout(timer);
  }
}

function chunkError(error: unknown, reply: IncomingMessage): CodexError {
  if (error instanceof CodexError) return error;
  const reason = error instanceof Error && error.message !== "" ? error.message : "the connection broke";
  return streamDisconnected([reason, requestId(reply)].filter((part) => part !== "").join(" "), { cause: error });
}

/** The error for an interrupted answer. */
export function streamDisconnected(reason: string, options: CodexErrorOptions = {}): CodexError {
  return new CodexError("stream-disconnected", `stream disconnected before completion: ${reason}`, options);
}

/** Reads the rest for a short time, so that the connection can be reused. */
async function drainBriefly(reply: IncomingMessage): Promise<void> {
  if (reply.destroyed) return;
  const timer = setTimeout(() => reply.destroy(), MAX_END_WAIT_MS);
  timer.unref();
  reply.once("close", () => clearTimeout(timer));
  reply.on("error", () => {});
  reply.resume();
  // Everything has arrived: wait until it has been read, so that the next request does not open a new connection.
  if (reply.complete) await new Promise<void>((resolve) => reply.once("close", resolve));
}
