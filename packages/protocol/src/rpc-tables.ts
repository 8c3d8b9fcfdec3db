import * as z from "zod/mini";
import * as client from "./client-requests.js";
import {
  APPLY_PATCH_APPROVAL_METHOD,
  AUTH_STATUS_CHANGE_METHOD,
  type ClientMethod,
  EXEC_COMMAND_APPROVAL_METHOD,
  LOGIN_CHAT_GPT_COMPLETE_METHOD,
  type ServerMethod,
  type ServerNotificationMethod,
} from "./methods.js";
import { AuthStatusChangeNotificationSchema, LoginChatGptCompleteNotificationSchema } from "./notifications.js";
import * as server from "./server-requests.js";

/** Clients send `{}`, `null` or nothing where a request has no params. */
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
      z.optional(z.nullable(client.GetAuthStatusParamsSchema)),
      z.transform((params): client.GetAuthStatusParams => params ?? {}),
    ),
    result: client.GetAuthStatusResponseSchema,
  },
} as const satisfies Record<ClientMethod, unknown>;

/** Requests that a server sends: method to the schemas of its params and result. */
export const serverMethods = {
  [APPLY_PATCH_APPROVAL_METHOD]: {
    params: server.ApplyPatchApprovalParamsSchema,
    result: server.ApplyPatchApprovalResponseSchema,
  },
  [EXEC_COMMAND_APPROVAL_METHOD]: {
    params: server.ExecCommandApprovalParamsSchema,
    result: server.ExecCommandApprovalResponseSchema,
  },
} as const satisfies Record<ServerMethod, unknown>;

/** Notifications of a server that are no events of a conversation: method to the schema of its params. */
export const serverNotifications = {
  [AUTH_STATUS_CHANGE_METHOD]: { params: AuthStatusChangeNotificationSchema },
  [LOGIN_CHAT_GPT_COMPLETE_METHOD]: { params: LoginChatGptCompleteNotificationSchema },
} as const satisfies Record<ServerNotificationMethod, unknown>;
