import * as z from "zod/mini";
import { setting } from "../setting.js";

const count = () => z.int().check(z.positive());

export const LimitsTomlSchema = z.object({
  max_turns: setting(count(), "How often the model may be asked for one message of the user. Default: no limit."),
  max_tokens: setting(
    count(),
    "Tokens, in and out, that answering one message of the user may take; the answer that reaches it is the last. Default: no limit.",
  ),
  max_time_sec: setting(
    z.number().check(z.positive()),
    "Seconds that answering one message of the user may take. Default: no limit.",
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
