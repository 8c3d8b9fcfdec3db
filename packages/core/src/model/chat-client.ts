import { CodexError } from "../error.js";
import type { ModelClientOptions, Prompt, ResponseEvent } from "./model-client.js";

/** Streams one answer of the Chat Completions API. The contract is that of `ModelClient`. */
// biome-ignore lint/correctness/useYield: not there yet
export async function* streamChatCompletions(
  _options: ModelClientOptions,
  _prompt: Prompt,
  _signal: AbortSignal,
): AsyncGenerator<ResponseEvent, void> {
  throw new CodexError("internal", "not there yet");
}
