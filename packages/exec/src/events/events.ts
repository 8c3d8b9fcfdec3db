import * as z from "zod";
import { ThreadItemSchema } from "./items.js";

/** Tokens that the thread has used so far, including turns before a resume. */
export const UsageSchema = z.object({
  input_tokens: z.int(),
  cached_input_tokens: z.int(),
  cache_write_input_tokens: z.int(),
  output_tokens: z.int(),
  reasoning_output_tokens: z.int(),
});
export type Usage = z.infer<typeof UsageSchema>;

/** Why a turn failed. `message` is for people; the other fields are ours, beside those of codex 0.171.0. */
export const ThreadErrorSchema = z.object({
  message: z.string(),
  /** Closed: a code of the engine, `schema-mismatch` or `tool-failed`. */
  code: z.string().optional(),
  /** The HTTP status of the model's server. */
  http_status: z.int().optional(),
  retry_after_ms: z.number().optional(),
  /** When a used-up limit resets, in seconds since 1970. */
  resets_at: z.number().optional(),
});
export type ThreadError = z.infer<typeof ThreadErrorSchema>;

/** The first event. */
export const ThreadStartedEventSchema = z.object({ type: z.literal("thread.started"), thread_id: z.string() });
export type ThreadStartedEvent = z.infer<typeof ThreadStartedEventSchema>;

export const TurnStartedEventSchema = z.object({ type: z.literal("turn.started") });
export type TurnStartedEvent = z.infer<typeof TurnStartedEventSchema>;

export const TurnCompletedEventSchema = z.object({ type: z.literal("turn.completed"), usage: UsageSchema });
export type TurnCompletedEvent = z.infer<typeof TurnCompletedEventSchema>;

export const TurnFailedEventSchema = z.object({ type: z.literal("turn.failed"), error: ThreadErrorSchema });
export type TurnFailedEvent = z.infer<typeof TurnFailedEventSchema>;

export const ItemStartedEventSchema = z.object({ type: z.literal("item.started"), item: ThreadItemSchema });
export type ItemStartedEvent = z.infer<typeof ItemStartedEventSchema>;

export const ItemUpdatedEventSchema = z.object({ type: z.literal("item.updated"), item: ThreadItemSchema });
export type ItemUpdatedEvent = z.infer<typeof ItemUpdatedEventSchema>;

/** The only event of messages and reasoning; all other items have started before. */
export const ItemCompletedEventSchema = z.object({ type: z.literal("item.completed"), item: ThreadItemSchema });
export type ItemCompletedEvent = z.infer<typeof ItemCompletedEventSchema>;

/** A problem with the stream: either the request is retried, or `turn.failed` follows. */
export const ThreadErrorEventSchema = z.object({ type: z.literal("error"), message: z.string() });
export type ThreadErrorEvent = z.infer<typeof ThreadErrorEventSchema>;

/** One line of `codex exec --json`. */
export const ThreadEventSchema = z.discriminatedUnion("type", [
  ThreadStartedEventSchema,
  TurnStartedEventSchema,
  TurnCompletedEventSchema,
  TurnFailedEventSchema,
  ItemStartedEventSchema,
  ItemUpdatedEventSchema,
  ItemCompletedEventSchema,
  ThreadErrorEventSchema,
]);
export type ThreadEvent = z.infer<typeof ThreadEventSchema>;
