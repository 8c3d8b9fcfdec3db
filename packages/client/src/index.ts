// Each line is a promise to the users of this package: adding one is a minor version, removing one a major version.
export {
  type CallOptions,
  ClientConversation,
  type ClientConversationParts,
  type TurnSettings,
  type UserInput,
} from "./client-conversation.js";
export { ClientError, type ClientErrorCode } from "./client-error.js";
export { CodexClient, type CodexClientOptions, type Login } from "./codex-client.js";
