// Each line is a promise to those who import this package: adding is a minor version, removing a major one.

export { parseCliOverride } from "./config/cli-override.js";
export { findCodexHome } from "./config/codex-home.js";
export type { CliOverride, Config, ConfigOverrides, ConfigSources } from "./config/config.js";
export { loadConfig } from "./config/load-config.js";
export { Conversation } from "./conversation/conversation.js";
export {
  ConversationManager,
  type ConversationManagerOptions,
  type NewConversationOptions,
} from "./conversation/conversation-manager.js";
export type { EventListener } from "./conversation/event-hub.js";
export type { Environment } from "./environment.js";
export { CodexError, type CodexErrorCode, type CodexErrorOptions } from "./error.js";
export { type GitDiffToRemote, gitDiffToRemote } from "./git/git-diff-to-remote.js";
export { gitRepositoryRoot } from "./git/repository.js";
export type { ModelAuth, ModelClient, ModelClientOptions, Prompt, ResponseEvent } from "./model/model-client.js";
export { createUserAgent } from "./model/user-agent.js";
export { type CustomTool, type CustomToolContext, defineTool } from "./tools/custom-tool.js";
