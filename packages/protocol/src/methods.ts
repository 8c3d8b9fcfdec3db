/** Method names without their schemas, so that importing them for routing is cheap. */
export const CLIENT_METHODS = [
  "newConversation",
  "sendUserMessage",
  "sendUserTurn",
  "interruptConversation",
  "addConversationListener",
  "removeConversationListener",
  "closeConversation",
  "gitDiffToRemote",
  "loginChatGpt",
  "cancelLoginChatGpt",
  "logoutChatGpt",
  "getAuthStatus",
] as const;
/** Requests of clients. */
export type ClientMethod = (typeof CLIENT_METHODS)[number];

export const APPLY_PATCH_APPROVAL_METHOD = "applyPatchApproval";
export const EXEC_COMMAND_APPROVAL_METHOD = "execCommandApproval";
export const SERVER_METHODS = [APPLY_PATCH_APPROVAL_METHOD, EXEC_COMMAND_APPROVAL_METHOD] as const;
/** Requests of the server. */
export type ServerMethod = (typeof SERVER_METHODS)[number];

/** Events of the `codex` and `codex-reply` tools: one method for all. */
export const TOOL_EVENT_METHOD = "codex/event";
/** Events of a subscribed conversation: the event's type follows. */
export const EVENT_METHOD_PREFIX = "codex/event/";

export const AUTH_STATUS_CHANGE_METHOD = "codex/event/auth_status_change";
export const LOGIN_CHAT_GPT_COMPLETE_METHOD = "codex/event/login_chat_gpt_complete";
export const SERVER_NOTIFICATIONS = [AUTH_STATUS_CHANGE_METHOD, LOGIN_CHAT_GPT_COMPLETE_METHOD] as const;
/** Notifications of the server that are not events of a conversation. */
export type ServerNotificationMethod = (typeof SERVER_NOTIFICATIONS)[number];
