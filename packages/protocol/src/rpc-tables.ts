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

/**
 * Requests that a client sends: method to the schemas of its params and result. Besides the errors named with a method,
 * each can fail with -32602 (params that do not fit), -32603 (a fault of the server) and -32000 (the server is busy).
 */
export const clientMethods = {
  /** Starts a conversation. Errors: -32600 when the settings do not go together or a profile is missing. */
  newConversation: { params: client.NewConversationParamsSchema, result: client.NewConversationResponseSchema },
  /** Says something under the conversation's settings. Errors: -32600 when there is no such conversation. */
  sendUserMessage: { params: client.SendUserMessageParamsSchema, result: client.SendUserMessageResponseSchema },
  /** Says something under settings of its own; a turn that runs already, and that it joins, keeps its own. Errors: -32600 when there is no such conversation. */
  sendUserTurn: { params: client.SendUserTurnParamsSchema, result: client.SendUserTurnResponseSchema },
  /** Stops the running turn; answered when it has stopped. Errors: -32600 when there is no such conversation. */
  interruptConversation: {
    params: client.InterruptConversationParamsSchema,
    result: client.InterruptConversationResponseSchema,
  },
  /** Asks for the conversation's events. Errors: -32600 when there is no such conversation. */
  addConversationListener: {
    params: client.AddConversationListenerParamsSchema,
    result: client.AddConversationSubscriptionResponseSchema,
  },
  /** Ends a subscription. Errors: -32600 when there is no such subscription. */
  removeConversationListener: {
    params: client.RemoveConversationListenerParamsSchema,
    result: client.RemoveConversationSubscriptionResponseSchema,
  },
  /**
   * Ends a conversation: what runs is interrupted, its commands, MCP servers and subscriptions end. Its session stays on disk. Answered
   * when nothing of it is left. Errors: -32600 when there is no such conversation.
   */
  // Differs from codex-rs: there, a conversation lives as long as the process.
  closeConversation: { params: client.CloseConversationParamsSchema, result: client.CloseConversationResponseSchema },
  /** What a folder differs by from its remote. Errors: -32600 when it is in no repository with a remote. */
  gitDiffToRemote: { params: client.GitDiffToRemoteParamsSchema, result: client.GitDiffToRemoteResponseSchema },
  /** Begins a login; its end is told by `codex/event/login_chat_gpt_complete`. Errors: -32603 when no page can be served. */
  loginChatGpt: { params: NoParamsSchema, result: client.LoginChatGptResponseSchema },
  /** Gives a login up. Errors: -32600 when there is no such login. */
  cancelLoginChatGpt: {
    params: client.CancelLoginChatGptParamsSchema,
    result: client.CancelLoginChatGptResponseSchema,
  },
  /** Forgets the login. Errors: -32603 when it cannot be deleted. */
  logoutChatGpt: { params: NoParamsSchema, result: client.LogoutChatGptResponseSchema },
  /** Who is logged in. */
  // Differs from codex-rs: the params may be missing.
  getAuthStatus: {
    params: z.pipe(
      z.optional(z.nullable(client.GetAuthStatusParamsSchema)),
      z.transform((params): client.GetAuthStatusParams => params ?? {}),
    ),
    result: client.GetAuthStatusResponseSchema,
  },
} as const satisfies Record<ClientMethod, unknown>;

/** Requests that a server sends: method to the schemas of its params and result. An error counts as `denied`. */
export const serverMethods = {
  /** May these files be changed? */
  [APPLY_PATCH_APPROVAL_METHOD]: {
    params: server.ApplyPatchApprovalParamsSchema,
    result: server.ApplyPatchApprovalResponseSchema,
  },
  /** May this command run? */
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
