import type { TokenUsageBreakdown } from "@codex/app-server-protocol/thread";
import type { Item, TokenUsage } from "@codex/core";

/** The parameters of `thread/tokenUsage/updated`. */
export function usageParams(
  threadId: string,
  turnId: string,
  usage: { readonly last: TokenUsage; readonly total: TokenUsage; readonly contextWindow?: number | undefined },
) {
  const { last, total, contextWindow } = usage;
  return {
    threadId,
    turnId,
    tokenUsage: {
      last: breakdown(last),
      total: breakdown(total),
      modelContextWindow: contextWindow ?? null,
    },
  };
}

/** What the conversation has left for the next request; undefined unless the item is a compaction that has succeeded. */
export function usageAfterCompaction(item: Item): TokenUsage | undefined {
  if (item.kind !== "compaction" || item.contextTokens === undefined) return undefined;
  return { inputTokens: 0, outputTokens: 0, totalTokens: item.contextTokens };
}

function breakdown(usage: TokenUsage): TokenUsageBreakdown {
  return {
    inputTokens: usage.inputTokens,
    cachedInputTokens: usage.cachedInputTokens ?? 0,
    cacheWriteInputTokens: 0,
    outputTokens: usage.outputTokens,
    reasoningOutputTokens: usage.reasoningOutputTokens ?? 0,
    totalTokens: usage.totalTokens,
  };
}
