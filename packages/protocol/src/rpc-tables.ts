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

/** For requests without params, clients send `{}`, `null` or nothing. */
const NoParamsSchema = z.optional(
  z.pipe(
    z.unknown(),
    z.transform(() => undefined),
  ),
);

/**
 * Requests of clients: method to the schemas of its params and result. Besides the errors listed with a method, each can fail with -32602
 * (invalid params), -32603 (a fault of the server) and -32000 (the server is busy).
 */
export const clientMethods = {
  /** Starts a conversation. Errors: -32600 when settings conflict or a profile is missing. */
  newConversation: { params: client.NewConversationParamsSchema, result: client.NewConversationResponseSchema },
  /** Sends a message with the conversation's settings. Errors: -32600 when there is no such conversation. */
  sendUserMessage: { params: client.SendUserMessageParamsSchema, result: client.SendUserMessageResponseSchema },
  /**
   * Sends a message with its own settings; if it joins a running turn, that turn keeps its settings. Errors: -32600 when there is no such
   * conversation.
   */
  sendUserTurn: { params: client.SendUserTurnParamsSchema, result: client.SendUserTurnResponseSchema },
  /** Interrupts the running turn; answered when it has stopped. Errors: -32600 when there is no such conversation. */
  interruptConversation: {
    params: client.InterruptConversationParamsSchema,
    result: client.InterruptConversationResponseSchema,
  },
  /** Subscribes to the conversation's events. Errors: -32600 when there is no such conversation. */
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
   * Closes a conversation: interrupts its turn, and ends its commands, MCP servers and subscriptions. Its session stays on disk. Answered
   * when all of it has ended. Errors: -32600 when there is no such conversation.
   */
  // Differs from codex-rs: there, a conversation lives as long as the process.
  closeConversation: { params: client.CloseConversationParamsSchema, result: client.CloseConversationResponseSchema },
  /** The diff of a folder against its remote. Errors: -32600 when it is not in a repository with a remote. */
  gitDiffToRemote: { params: client.GitDiffToRemoteParamsSchema, result: client.GitDiffToRemoteResponseSchema },
  /** Starts a login; its end is reported by `codex/event/login_chat_gpt_complete`. Errors: -32603 when the login page cannot be served. */
  loginChatGpt: { params: NoParamsSchema, result: client.LoginChatGptResponseSchema },
  /** Cancels a login. Errors: -32600 when there is no such login. */
  cancelLoginChatGpt: {
    params: client.CancelLoginChatGptParamsSchema,
    result: client.CancelLoginChatGptResponseSchema,
  },
  /** Logs out. Errors: -32603 when the login cannot be deleted. */
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

/** Requests of the server: method to the schemas of its params and result. An error counts as `denied`. */
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

/** Notifications of the server that are not events of a conversation: method to the schema of its params. */
export const serverNotifications = {
  [AUTH_STATUS_CHANGE_METHOD]: { params: AuthStatusChangeNotificationSchema },
  [LOGIN_CHAT_GPT_COMPLETE_METHOD]: { params: LoginChatGptCompleteNotificationSchema },
} as const satisfies Record<ServerNotificationMethod, unknown>;
