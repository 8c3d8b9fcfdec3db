import type { CallToolResult } from "@codex/mcp-types/tools";
import { TokenUsageSchema } from "@codex/protocol";
import * as z from "zod/mini";

/** Something that the agent was not allowed to do. */
export const DeniedActionSchema = z.object({
  kind: z.enum(["command", "patch"]),
  call_id: z.string(),
  /** The command line, or the paths. */
  action: z.string(),
  reason: z.enum([
    "declined",
    "cancelled",
    "client-cannot-be-asked",
    "timed-out",
    "request-failed",
    "malformed-answer",
  ]),
});
export type DeniedAction = z.infer<typeof DeniedActionSchema>;

/** `structuredContent` of every result of `codex` and `codex-reply`, including errors. */
export const CodexToolResultSchema = z.object({
  /** The id for `codex-reply`. Absent if no session was created. */
  sessionId: z.optional(z.string()),
  /** The same id, under the name that newer versions of Codex use. */
  threadId: z.optional(z.string()),
  /**
   * - `completed`: the agent is done.
   * - `failed`: the turn broke off with an error, or its final message does not match `output-schema`.
   * - `interrupted`: somebody stopped the turn.
   * - `timed-out`: `timeout-ms` passed.
   * - `rejected`: the call was not carried out.
   */
  status: z.enum(["completed", "failed", "interrupted", "timed-out", "rejected"]),
  /** The agent's final message, or what went wrong: the same text as in `content` of the result. */
  content: z.string(),
  /** Why a call was rejected, or its answer is unusable, for programs. */
  errorCode: z.optional(
    z.enum(["invalid-arguments", "session-not-found", "session-busy", "not-started", "schema-mismatch"]),
  ),
  /** Arguments of the call that are unknown and had no effect. */
  ignoredArguments: z.optional(z.array(z.string())),
  /** Empty if everything that the agent asked for was allowed. */
  denied: z.array(DeniedActionSchema),
  /** Tokens used by the turn, as counted by the model's server. */
  usage: z.optional(TokenUsageSchema),
});
export type CodexToolResult = z.infer<typeof CodexToolResultSchema>;

/** Why a call was not executed. */
export interface Rejection {
  readonly errorCode: NonNullable<CodexToolResult["errorCode"]>;
  readonly message: string;
  readonly sessionId?: string | undefined;
}

export function rejectedResult({ errorCode, message, sessionId }: Rejection): CallToolResult {
  return codexToolResult({ sessionId, status: "rejected", content: message, errorCode, denied: [] });
}

/** Parity: codex-rs/mcp-server puts the reason why a turn failed into `error`. */
export type CodexCallResult = CallToolResult & { readonly error?: string };

/** The result, in one form for people and models and one for programs. */
export function codexToolResult(result: Omit<CodexToolResult, "threadId">): CodexCallResult {
  const structuredContent = { ...result, threadId: result.sessionId };
  const content = [{ type: "text" as const, text: result.content }];
  if (result.status === "completed") return { content, structuredContent };
  const failure = { content, structuredContent, isError: true };
  return result.status === "failed" ? { ...failure, error: result.content } : failure;
}
