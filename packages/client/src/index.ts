// Each line is a promise to those who import this package: adding is a minor version, removing a major one.
export {
  type CallOptions,
  ClientConversation,
  type ClientConversationParts,
  type TurnSettings,
  type UserInput,
} from "./client-conversation.js";
export { ClientError, type ClientErrorCode } from "./client-error.js";
export { CodexClient, type CodexClientOptions, type Login } from "./codex-client.js";
