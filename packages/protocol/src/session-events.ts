import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import { HistoryEntrySchema } from "./history.js";
import { ResponseItemSchema } from "./models.js";
import { TurnAbortReasonSchema } from "./policy.js";

/** The first event of a conversation. */
export const SessionConfiguredEventSchema = z.object({
  session_id: z.string(),
  model: z.string(),
  /** Identifies the shared history file, so that offsets into an older file are not used by mistake: its inode, 0 if there is none. */
  history_log_id: z.number().check(z.nonnegative()),
  /** Entries in the shared history file. */
  history_entry_count: z.int().check(z.nonnegative()),
});
export type SessionConfiguredEvent = z.infer<typeof SessionConfiguredEventSchema>;

export const TaskStartedEventSchema = z.object({
  /** Tokens; absent if the model is unknown. */
  model_context_window: option(z.int().check(z.nonnegative())),
});
export type TaskStartedEvent = z.infer<typeof TaskStartedEventSchema>;

export const TaskCompleteEventSchema = z.object({ last_agent_message: option(z.string()) });
export type TaskCompleteEvent = z.infer<typeof TaskCompleteEventSchema>;

export const TurnAbortedEventSchema = z.object({ reason: TurnAbortReasonSchema });
export type TurnAbortedEvent = z.infer<typeof TurnAbortedEventSchema>;

export const GetHistoryEntryResponseEventSchema = z.object({
  offset: z.int().check(z.nonnegative()),
  log_id: z.number().check(z.nonnegative()),
  /** Absent if there is no such entry, or the file has been replaced. */
  entry: option(HistoryEntrySchema),
});
export type GetHistoryEntryResponseEvent = z.infer<typeof GetHistoryEntryResponseEventSchema>;

export const ConversationHistoryResponseEventSchema = z.object({
  conversation_id: z.string(),
  entries: z.array(ResponseItemSchema),
});
export type ConversationHistoryResponseEvent = z.infer<typeof ConversationHistoryResponseEventSchema>;
