import * as z from "zod/mini";
import * as client from "./client-requests.js";
import { AuthStatusChangeNotificationSchema, LoginChatGptCompleteNotificationSchema } from "./notifications.js";
import * as server from "./server-requests.js";

/** serde leaves the params of these requests out; clients send `{}`, `null` or nothing. */
const NoParamsSchema = z.optional(
  z.pipe(
    z.unknown(),
    z.transform(() => undefined),
  ),
);

/** Requests that a client sends: method to the schemas of its params and result. */
export const clientMethods = {
  newConversation: { params: client.NewConversationParamsSchema, result: client.NewConversationResponseSchema },
  sendUserMessage: { params: client.SendUserMessageParamsSchema, result: client.SendUserMessageResponseSchema },
  sendUserTurn: { params: client.SendUserTurnParamsSchema, result: client.SendUserTurnResponseSchema },
  interruptConversation: {
    params: client.InterruptConversationParamsSchema,
    result: client.InterruptConversationResponseSchema,
  },
  addConversationListener: {
    params: client.AddConversationListenerParamsSchema,
    result: client.AddConversationSubscriptionResponseSchema,
  },
  removeConversationListener: {
    params: client.RemoveConversationListenerParamsSchema,
    result: client.RemoveConversationSubscriptionResponseSchema,
  },
  gitDiffToRemote: { params: client.GitDiffToRemoteParamsSchema, result: client.GitDiffToRemoteResponseSchema },
  loginChatGpt: { params: NoParamsSchema, result: client.LoginChatGptResponseSchema },
  cancelLoginChatGpt: {
    params: client.CancelLoginChatGptParamsSchema,
    result: client.CancelLoginChatGptResponseSchema,
  },
  logoutChatGpt: { params: NoParamsSchema, result: client.LogoutChatGptResponseSchema },
  // Differs from codex-rs: the params may be missing.
  getAuthStatus: {
    params: z.pipe(
      z.transform((params: unknown) => params ?? {}),
      client.GetAuthStatusParamsSchema,
    ),
    result: client.GetAuthStatusResponseSchema,
  },
} as const;
export type ClientMethod = keyof typeof clientMethods;

/** Requests that a server sends: method to the schemas of its params and result. */
export const serverMethods = {
  applyPatchApproval: {
    params: server.ApplyPatchApprovalParamsSchema,
    result: server.ApplyPatchApprovalResponseSchema,
  },
  execCommandApproval: {
    params: server.ExecCommandApprovalParamsSchema,
    result: server.ExecCommandApprovalResponseSchema,
  },
} as const;
export type ServerMethod = keyof typeof serverMethods;

/** Notifications of a server that are no events of a conversation: method to the schema of its params. */
export const serverNotifications = {
  "codex/event/auth_status_change": { params: AuthStatusChangeNotificationSchema },
  "codex/event/login_chat_gpt_complete": { params: LoginChatGptCompleteNotificationSchema },
} as const;
export type ServerNotificationMethod = keyof typeof serverNotifications;
