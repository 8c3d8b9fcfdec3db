import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import { AuthModeSchema } from "./config-enums.js";
import { ConversationIdSchema } from "./conversation-id.js";
import { EventSchema } from "./event-msg.js";

export const AuthStatusChangeNotificationSchema = z.object({
  /** Absent after a logout. */
  authMethod: option(AuthModeSchema),
});
export type AuthStatusChangeNotification = z.infer<typeof AuthStatusChangeNotificationSchema>;

export const LoginChatGptCompleteNotificationSchema = z.object({
  loginId: z.guid(),
  success: z.boolean(),
  /** What went wrong, for people. */
  error: option(z.string()),
});
export type LoginChatGptCompleteNotification = z.infer<typeof LoginChatGptCompleteNotificationSchema>;

/** A notification of the server that is not an event of a conversation. On the wire, `type` is part of the method's name. */
export const ServerNotificationSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("auth_status_change"), data: AuthStatusChangeNotificationSchema }),
  z.object({ type: z.literal("login_chat_gpt_complete"), data: LoginChatGptCompleteNotificationSchema }),
]);
export type ServerNotification = z.infer<typeof ServerNotificationSchema>;

/** Params of `codex/event/<type>`: an event for the subscribers of a conversation. */
export const ConversationEventNotificationSchema = z.extend(EventSchema, { conversationId: ConversationIdSchema });
export type ConversationEventNotification = z.infer<typeof ConversationEventNotificationSchema>;

/** Params of `codex/event`: an event for the caller of the `codex` and `codex-reply` tools. */
export const ToolEventNotificationSchema = z.extend(EventSchema, {
  _meta: option(
    z.object({
      /** The `tools/call` request that the event belongs to. */
      requestId: option(RequestIdSchema),
    }),
  ),
});
export type ToolEventNotification = z.infer<typeof ToolEventNotificationSchema>;
