// Each line is a promise to those who import this package: adding is a minor version, removing a major one.

export type { AnswerElicitation, Elicitation, ElicitationAnswer } from "@codex/mcp-client";
export { parseCliOverride } from "./config/cli-override.js";
export { findCodexHome } from "./config/codex-home.js";
export type { CliOverride, Config, ConfigOverrides, ConfigSources } from "./config/config.js";
export { loadConfig } from "./config/load-config.js";
export { type EnvironmentSources, type LoadedEnvironment, loadEnvironment } from "./config/load-environment.js";
export { setProjectTrusted } from "./config/set-project-trusted.js";
export { Conversation } from "./conversation/conversation.js";
export {
  ConversationManager,
  type ConversationManagerOptions,
  type NewConversationOptions,
} from "./conversation/conversation-manager.js";
export type { EventListener } from "./conversation/event-hub.js";
export type { ApprovalRequest, OnApproval } from "./embed/answer-approvals.js";
export {
  type Codex,
  type CodexConversation,
  type CodexOptions,
  createCodex,
  type StartOptions,
} from "./embed/create-codex.js";
export type { Environment } from "./environment.js";
export { CodexError, type CodexErrorCode, type CodexErrorOptions } from "./error.js";
export { createChildEnvironment } from "./exec/exec-environment.js";
export {
  createSpawner,
  type SandboxReport,
  type Spawner,
  type SpawnerOptions,
  type SpawnParams,
  type SpawnPolicy,
} from "./exec/spawn.js";
export { type GitDiffToRemote, gitDiffToRemote } from "./git/git-diff-to-remote.js";
export { gitRepositoryRoot } from "./git/repository.js";
export type { GitCall } from "./git/run-git.js";
export { gitWorkingTreeDiff } from "./git/working-tree-diff.js";
export { createModelClient } from "./model/create-model-client.js";
export {
  type EnvironmentFetch,
  type EnvironmentFetchOptions,
  environmentFetch,
} from "./model/environment-fetch.js";
export type {
  ModelAuth,
  ModelClient,
  ModelClientOptions,
  ModelCredentials,
  Prompt,
  RequestRetry,
  ResponseEvent,
} from "./model/model-client.js";
export type { ModelFamily } from "./model/model-family.js";
export { type OllamaOptions, type OllamaPullProgress, prepareOllamaModel } from "./model/ollama.js";
export type { JsonSchema } from "./model/output-format.js";
export { DEFAULT_OSS_MODEL, type ModelProviderInfo, OSS_PROVIDER_ID } from "./model/provider-info.js";
export { createRecordingSink, type RecordingSink, type RecordingSinkOptions, recordingModel } from "./model/record.js";
export { createReplayModel, type ReplayOptions } from "./model/replay.js";
export { createUserAgent } from "./model/user-agent.js";
export {
  findRollout,
  type ListOptions,
  listRollouts,
  type RolloutSummary,
  summarizeRollout,
} from "./rollout/list-rollouts.js";
export { recentHistory } from "./rollout/message-history.js";
export { type CustomTool, type CustomToolContext, defineTool } from "./tools/custom-tool.js";
export type { ToolSpec } from "./tools/tool-spec.js";
