import * as z from "zod/mini";
import { CODEX_ERROR_CODES } from "../../error.js";
import type { TurnInfo } from "../../items/turn.js";

const count = z.number();
const optionalCount = z.optional(count);

export const TokenUsageSchema = z.object({
  inputTokens: count,
  cachedInputTokens: optionalCount,
  outputTokens: count,
  reasoningOutputTokens: optionalCount,
  totalTokens: count,
});

/** Codes from later versions are read as `internal`. */
export const ErrorCodeSchema = z.catch(z.enum(CODEX_ERROR_CODES), "internal");

export const TurnSchema = z.object({
  id: z.string(),
  rootTurnId: z.optional(z.string()),
  kind: z.enum(["input", "compaction", "review", "user-command"]),
  status: z.enum(["running", "completed", "failed", "interrupted"]),
  startedAt: z.number(),
  endedAt: optionalCount,
  contextWindow: optionalCount,
  error: z.optional(
    z.object({
      code: ErrorCodeSchema,
      message: z.string(),
      httpStatus: optionalCount,
      serverCode: z.optional(z.string()),
      responseBody: z.optional(z.string()),
      retryAfterMs: optionalCount,
      resetsAt: optionalCount,
    }),
  ),
  interruption: z.optional(z.enum(["interrupted", "stopped-by-hook", "replaced", "closed"])),
  finalMessage: z.optional(z.string()),
  failedCalls: z.catch(z.optional(z.object({ count, first: z.string() })), undefined),
  usage: z.optional(TokenUsageSchema),
  lastUsage: z.optional(TokenUsageSchema),
});

/** The process that runs a turn, as recorded at its start. */
export const PidSchema = z.catch(z.optional(z.int().check(z.positive())), undefined);

/** Parses a turn from a rollout. */
export function parseTurn(value: unknown): TurnInfo | undefined {
  return TurnSchema.safeParse(value).data;
}
