import type { IncomingMessage } from "node:http";

/** The longest accepted message, in bytes. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** The text of a request's body; undefined if it is too long or the client disconnected. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}
