import * as z from "zod/mini";
import { setting } from "../../setting.js";

const count = () => z.int().check(z.positive());

export const LimitsTomlSchema = z.object({
  max_turns: setting(count(), "The most requests to the model for one user message. Default: no limit."),
  max_tokens: setting(
    count(),
    "The most input and output tokens for answering one user message; the turn ends with the response that reaches the limit. Default: no limit.",
  ),
  max_time_sec: setting(
    z.number().check(z.positive()),
    "The most seconds for answering one user message. Default: no limit.",
  ),
});

/** Limits for answering one user message; absent ones do not apply. */
export interface TurnLimits {
  /** The maximum number of requests to the model. */
  readonly maxTurns: number | undefined;
  readonly maxTokens: number | undefined;
  readonly maxTimeMs: number | undefined;
}

export function limitsOf({ max_turns, max_tokens, max_time_sec }: z.infer<typeof LimitsTomlSchema> = {}): TurnLimits {
  return {
    maxTurns: max_turns,
    maxTokens: max_tokens,
    maxTimeMs: max_time_sec === undefined ? undefined : max_time_sec * 1000,
  };
}
