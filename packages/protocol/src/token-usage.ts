import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";

const TokenCountSchema = z.int().check(z.nonnegative());

/** Tokens of one model request, or of several added up. */
export const TokenUsageSchema = z.object({
  input_tokens: TokenCountSchema,
  /** The part of `input_tokens` that the model's cache served. */
  cached_input_tokens: option(TokenCountSchema),
  output_tokens: TokenCountSchema,
  /** The part of `output_tokens` that was spent on reasoning. */
  reasoning_output_tokens: option(TokenCountSchema),
  total_tokens: TokenCountSchema,
});
export type TokenUsage = z.infer<typeof TokenUsageSchema>;

/** The total usage of a run. */
export const FinalOutputSchema = z.object({ token_usage: TokenUsageSchema });
export type FinalOutput = z.infer<typeof FinalOutputSchema>;
