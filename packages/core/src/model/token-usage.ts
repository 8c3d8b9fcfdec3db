import type { TokenUsage as WireTokenUsage } from "@codex/protocol";
import type { TokenUsage } from "../items/token-usage.js";

/** A server's token usage with our field names. */
export function tokenUsageFrom(usage: WireTokenUsage): TokenUsage {
  return {
    inputTokens: usage.input_tokens,
    cachedInputTokens: usage.cached_input_tokens,
    outputTokens: usage.output_tokens,
    reasoningOutputTokens: usage.reasoning_output_tokens,
    totalTokens: usage.total_tokens,
  };
}
