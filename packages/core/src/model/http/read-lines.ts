import type { IncomingMessage } from "node:http";
import { CodexError } from "../../error.js";
import { readChunks } from "./read-chunks.js";

export interface LineLimits {
  /** How long the server may be silent. */
  readonly idleTimeoutMs: number;
  /** The maximum length of a line. */
  readonly maxCharacters: number;
  readonly signal: AbortSignal;
}

/** The non-empty lines of an answer, without their endings. Throws `stream-disconnected` or `interrupted`. */
export async function* readLines(reply: IncomingMessage, limits: LineLimits): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  // The pieces of an unfinished line; joined once, however many there are.
  let pending: string[] = [];
  let pendingCharacters = 0;
  for await (const chunk of readChunks(reply, { idleTimeoutMs: () => limits.idleTimeoutMs, signal: limits.signal })) {
    const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split("\n");
    pending.push(first);
    pendingCharacters += first.length;
    if (pendingCharacters > limits.maxCharacters) {
      throw new CodexError(
        "stream-disconnected",
        `the server sent a line of more than ${limits.maxCharacters} characters`,
      );
    }
    const rest = others.pop();
    if (rest === undefined) continue;
    yield* [pending.join(""), ...others].filter((line) => line.trim() !== "");
    pending = [rest];
    pendingCharacters = rest.length;
  }
  const rest = pending.join("");
  if (rest.trim() !== "") yield rest;
}
