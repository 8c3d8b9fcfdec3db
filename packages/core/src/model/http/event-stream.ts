import type { IncomingMessage } from "node:http";
import { type ChunkLimits, readChunks } from "./read-chunks.js";
import { createSseReader, type SsePayload } from "./sse.js";

/**
 * The server-sent events of an answer, in batches as they arrive, until the server ends it; `idleTimeoutMs` is how long no
 * event may come. Throws as `readChunks` does.
 */
export async function* readEventStream(
  reply: IncomingMessage,
  { idleTimeoutMs, signal }: ChunkLimits,
): AsyncGenerator<readonly SsePayload[], void> {
  const reader = createSseReader();
  let patienceMs = idleTimeoutMs();
  let since = performance.now();
  for await (const chunk of readChunks(reply, { idleTimeoutMs: () => patienceMs, signal })) {
    const payloads = reader.push(chunk);
    // Comments that keep the connection open are no sign that the model is alive.
    if (payloads.length === 0) patienceMs -= performance.now() - since;
    else {
      yield payloads;
      patienceMs = idleTimeoutMs();
    }
    since = performance.now();
  }
}
