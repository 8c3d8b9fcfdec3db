import type { IncomingMessage } from "node:http";
import { CodexError } from "../error.js";
import { readChunks } from "./read-chunks.js";

export interface LineLimits {
  /** How long the server may send nothing. */
  readonly idleTimeoutMs: number;
  /** How long a line may get. */
  readonly maxCharacters: number;
  readonly signal: AbortSignal;
}

/** The lines of an answer, without their ends and without empty ones. Throws `stream-disconnected` or `interrupted`. */
export async function* readLines(reply: IncomingMessage, limits: LineLimits): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of readChunks(reply, { idleTimeoutMs: () => limits.idleTimeoutMs, signal: limits.signal })) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > limits.maxCharacters) {
      throw new CodexError(
        "stream-disconnected",
        `the server sent a line of more than ${limits.maxCharacters} characters`,
      );
    }
    yield* lines.filter((line) => line.trim() !== "");
  }
  if (rest.trim() !== "") yield rest;
}
