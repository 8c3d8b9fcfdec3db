/** Tokens of one request, or of several added up. Counts that the server does not report are absent. */
export interface TokenUsage {
  readonly inputTokens: number;
  /** The part of `inputTokens` that the server had cached. */
  readonly cachedInputTokens?: number | undefined;
  readonly outputTokens: number;
  /** The part of `outputTokens` that was spent on reasoning. */
  readonly reasoningOutputTokens?: number | undefined;
  readonly totalTokens: number;
}

export const NO_TOKENS: TokenUsage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };

/** Adds two counts. */
export function addTokenUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: sum(a.cachedInputTokens, b.cachedInputTokens),
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningOutputTokens: sum(a.reasoningOutputTokens, b.reasoningOutputTokens),
    totalTokens: a.totalTokens + b.totalTokens,
  };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}
