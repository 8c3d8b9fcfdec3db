import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import { SandboxModeSchema } from "./config-enums.js";
import { ConversationIdSchema } from "./conversation-id.js";
import { EventMsgSchema } from "./event-msg.js";
import { InputItemSchema } from "./input-item.js";
import { AskForApprovalSchema } from "./policy.js";

/** Names an earlier message of a conversation. */
export const MessageIdSchema = z.guid();
export type MessageId = z.infer<typeof MessageIdSchema>;

const settings = {
  approval_policy: option(AskForApprovalSchema),
  sandbox: option(SandboxModeSchema),
  /** Dotted keys of `config.toml` with overriding values. */
  config: option(z.record(z.string(), z.unknown())),
  /** A profile of the server's `config.toml`. */
  profile: option(z.string()),
  /** Replaces the built-in instructions. */
  base_instructions: option(z.string()),
};

/** Arguments of the `conversationCreate` tool. */
export const ConversationCreateArgsSchema = z.object({
  /** The first message. */
  prompt: z.string(),
  model: z.string(),
  cwd: z.string(),
  ...settings,
});
export type ConversationCreateArgs = z.infer<typeof ConversationCreateArgsSchema>;

export const ConversationCreateResultSchema = z.union([
  z.object({ conversation_id: ConversationIdSchema, model: z.string() }),
  z.object({ message: z.string() }),
]);
export type ConversationCreateResult = z.infer<typeof ConversationCreateResultSchema>;

/** Settings that a message changes for its conversation; absent ones stay unchanged. */
export const ConversationOverridesSchema = z.object({
  model: option(z.string()),
  cwd: option(z.string()),
  ...settings,
});
export type ConversationOverrides = z.infer<typeof ConversationOverridesSchema>;

/** Arguments of the `conversationSendMessage` tool; overrides may lie beside the other fields. */
export const ConversationSendMessageArgsSchema = z.object({
  conversation_id: ConversationIdSchema,
  content: z.array(InputItemSchema),
  /** Continues from there instead of from the end. */
  parent_message_id: option(MessageIdSchema),
  model: option(z.string()),
  cwd: option(z.string()),
  ...settings,
});
export type ConversationSendMessageArgs = z.infer<typeof ConversationSendMessageArgsSchema>;

export const ConversationSendMessageResultSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("ok") }),
  z.object({ status: z.literal("error"), message: z.string() }),
]);
export type ConversationSendMessageResult = z.infer<typeof ConversationSendMessageResultSchema>;

/** Arguments of the `conversationStream` tool, which delivers a conversation's events until it is cancelled. */
export const ConversationStreamArgsSchema = z.object({ conversation_id: ConversationIdSchema });
export type ConversationStreamArgs = z.infer<typeof ConversationStreamArgsSchema>;

export const ConversationStreamResultSchema = z.object({});
export type ConversationStreamResult = z.infer<typeof ConversationStreamResultSchema>;

/** Arguments of the `conversationsList` tool. */
export const ConversationsListArgsSchema = z.object({
  /** Default: the server's choice. */
  limit: option(z.int().check(z.nonnegative())),
  /** `next_cursor` of the previous page. Default: the first page. */
  cursor: option(z.string()),
});
export type ConversationsListArgs = z.infer<typeof ConversationsListArgsSchema>;

export const ConversationSummarySchema = z.object({ conversation_id: ConversationIdSchema, title: z.string() });
export type ConversationSummary = z.infer<typeof ConversationSummarySchema>;

export const ConversationsListResultSchema = z.object({
  conversations: z.array(ConversationSummarySchema),
  /** Present if there are more. */
  next_cursor: option(z.string()),
});
export type ConversationsListResult = z.infer<typeof ConversationsListResultSchema>;

/** A call of one of the conversation tools: params of `tools/call`. */
export const ToolCallRequestParamsSchema = z.discriminatedUnion("name", [
  z.object({ name: z.literal("conversationCreate"), arguments: ConversationCreateArgsSchema }),
  z.object({ name: z.literal("conversationSendMessage"), arguments: ConversationSendMessageArgsSchema }),
  z.object({ name: z.literal("conversationStream"), arguments: ConversationStreamArgsSchema }),
  z.object({ name: z.literal("conversationsList"), arguments: ConversationsListArgsSchema }),
]);
export type ToolCallRequestParams = z.infer<typeof ToolCallRequestParamsSchema>;

/** The stream that a notification belongs to. */
export const NotificationMetaSchema = z.object({
  conversationId: option(ConversationIdSchema),
  requestId: option(RequestIdSchema),
});
export type NotificationMeta = z.infer<typeof NotificationMetaSchema>;

const _meta = option(NotificationMetaSchema);

/** Params of `notifications/<type of the event>`: an event of a streamed conversation. */
export const CodexEventNotificationParamsSchema = z.object({ _meta, msg: EventMsgSchema });
export type CodexEventNotificationParams = z.infer<typeof CodexEventNotificationParamsSchema>;

/** Params of `notifications/initial_state`: what happened before the stream started. */
export const InitialStateNotificationParamsSchema = z.object({
  _meta,
  initial_state: z.object({ events: z.array(CodexEventNotificationParamsSchema) }),
});
export type InitialStateNotificationParams = z.infer<typeof InitialStateNotificationParamsSchema>;

/** Params of `notifications/stream_disconnected`: another client now streams the conversation. */
export const StreamDisconnectedNotificationParamsSchema = z.object({ _meta, reason: z.string() });
export type StreamDisconnectedNotificationParams = z.infer<typeof StreamDisconnectedNotificationParamsSchema>;
