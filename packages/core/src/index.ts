// Each line is a promise to those who import this package: adding is a minor version, removing a major one.

export type { CheckpointPlace } from "./checkpoint/checkpoint-place.js";
export { type Checkpoint, checkpointRef, createCheckpoint, readCheckpoint } from "./checkpoint/create-checkpoint.js";
export { deleteCheckpoints } from "./checkpoint/prune-checkpoints.js";
export { type RestoreOptions, type RestoreResult, restoreCheckpoint } from "./checkpoint/restore-checkpoint.js";
export { describeSteps } from "./command-summary/describe-steps.js";
export { type CliOverride, parseCliOverride, splitKeyPath } from "./config/cli-override.js";
export { findCodexHome } from "./config/codex-home.js";
export type { Config } from "./config/config.js";
export {
  appliedLayers,
  type ConfigLayer,
  type ConfigLayerOptions,
  type ConfigLayerSource,
  fileOf,
  mergeLayers,
  readConfigLayers,
  settingsVersion,
} from "./config/config-layers.js";
export type { ConfigOverrides, ConfigSources } from "./config/config-sources.js";
export { type ConfigEdit, type EditedConfig, editConfig } from "./config/edits/edit-config.js";
export { putMcpServer, readMcpServers, readSharedLogin, removeMcpServer } from "./config/edits/edit-mcp-servers.js";
export { folderToTrust, setProjectTrust, type TrustLevel } from "./config/edits/set-project-trust.js";
export { FEATURES, type Feature, type FeatureStage, isFeatureOn } from "./config/features.js";
export { loadConfig } from "./config/load-config.js";
export { type EnvironmentSources, type LoadedEnvironment, loadEnvironment } from "./config/load-environment.js";
export { nearestName } from "./config/nearest-name.js";
export { approvalPolicyName } from "./config/permissions/approval-policy.js";
export { type ApprovalsReviewer, approvalsReviewerOf, isReviewed } from "./config/permissions/approvals-reviewer.js";
export {
  type ActiveProfile,
  BUILT_IN_PROFILES,
  builtInMode,
  type PermissionProfile,
  type ProfilesToml,
  permissionProfile,
} from "./config/permissions/permission-profile.js";
export {
  bothRestrictions,
  isPlainSandbox,
  NO_RESTRICTIONS,
  type Restrictions,
} from "./config/permissions/restrictions.js";
export { policyOfRoots, rootsAfterMove } from "./config/permissions/workspace-roots.js";
export { refuseRequired } from "./config/requirements/refuse-required.js";
export { type Requirements, readRequirements } from "./config/requirements/requirements.js";
export { REQUIREMENTS_FILE } from "./config/requirements/requirements-file.js";
export { allowsServer, sandboxIfAllowed } from "./config/requirements/within-requirements.js";
export type { McpServerToml, SharedLogin } from "./config/toml/mcp-server-toml.js";
export { type McpServerPolicy, mcpServerConfig } from "./config/toml/mcp-servers.js";
export { turnAbortedItem } from "./context/turn-aborted.js";
export { instructionSources } from "./context/user-instructions.js";
export type { Environment } from "./environment.js";
export { CodexError, type CodexErrorCode, type CodexErrorOptions, errorMessage } from "./error.js";
export { EventHub, type EventListener } from "./events/event-hub.js";
export type { ClientCommand, ClientCommandOutcome } from "./exec/client-command.js";
export { createChildEnvironment } from "./exec/exec-environment.js";
export { isWorthReporting, putAsideNote } from "./exec/output/put-aside-note.js";
export { truncateMiddle } from "./exec/output/truncate-middle.js";
export {
  createSpawner,
  type SandboxReport,
  type Spawner,
  type SpawnerOptions,
  type SpawnParams,
  type SpawnPolicy,
} from "./exec/spawn.js";
export type { ClientCommandRequest, CommandStreams } from "./exec/spawn-client-command.js";
export { decodeText } from "./files/decode-text.js";
export { isWithin } from "./files/is-within.js";
export type { OpenDocuments } from "./files/open-documents.js";
export { isPipe, readGivenFile } from "./files/read-given-file.js";
export { checkedOutBranch } from "./git/checked-out-branch.js";
export { type GitDiffToRemote, gitDiffToRemote } from "./git/git-diff-to-remote.js";
export { gitPath } from "./git/git-path.js";
export { type GitCommit, gitBranches, recentCommits } from "./git/recent-work.js";
export { findRepository, gitRepositoryRoot, type Repository } from "./git/repository.js";
export { type GitCall, gitProcess, runGit } from "./git/run-git.js";
export { whyGitFails } from "./git/why-git-fails.js";
export { withoutOwnFilters } from "./git/without-own-filters.js";
export { openWorkTree, type WorkTree } from "./git/work-tree.js";
export { gitWorkingTreeDiff } from "./git/working-tree-diff.js";
export type { GoalChange, GoalResult } from "./goals/change-goal.js";
export { type GoalCommand, goalStatusWords, readGoalCommand } from "./goals/goal-command.js";
export { ThreadGoal, type ThreadGoalOptions } from "./goals/thread-goal.js";
export { imageProblem, readUserImage } from "./history/read-image.js";
export { homeFolder } from "./home-folder.js";
export { decidedState, decideHooks, type HookDecision } from "./hooks/decide-hooks.js";
export type { Hook as HookDefinition, HookHandler, HookList, HookSource, HookTrust } from "./hooks/hook.js";
export { HOOK_EVENTS } from "./hooks/hook-event.js";
export { listHooks } from "./hooks/load-hooks.js";
export { findImport, findImports } from "./import/find-imports.js";
export type { FoundImport, ImportEntry, ImportKind } from "./import/found-import.js";
export { homePlace, type ImportPlace, repositoryPlace } from "./import/import-place.js";
export { type ImportedSession, importSession, type SessionImportOptions } from "./import/import-session.js";
export type { ApprovalReview, ReviewAuthorization, ReviewedAction, ReviewRisk } from "./items/approval-review.js";
export type {
  Command,
  CommandFailure,
  CommandOutput,
  CustomCall,
  CustomCallContent,
  FileChange,
  ImageView,
  McpCall,
  McpResult,
  Patch,
  Plan,
  PlanStep,
  SubAgent,
  SubAgentCall,
  TerminalInput,
  UserQuestion,
  UserQuestions,
  WebSearch,
  WebSearchAction,
} from "./items/call-items.js";
export type { CommandAction } from "./items/command-action.js";
export { describeReview } from "./items/describe-review.js";
export { GOAL_STATUSES, type Goal, type GoalStatus, goalFields } from "./items/goal.js";
export { GrowingText } from "./items/growing-text.js";
export { hookWarning } from "./items/hook-warning.js";
export {
  type AgentMessage,
  type Compaction,
  type Hook,
  type HookEntry,
  type HookPrompt,
  hasEnded,
  type Item,
  type ItemKind,
  type ItemOf,
  type Reasoning,
  type Review,
  type ReviewFinding,
  type UserMessage,
} from "./items/item.js";
export type { CallBase, ItemBase, ItemStatus } from "./items/item-base.js";
export { applyUpdate, type ItemUpdate } from "./items/item-update.js";
export type { Notice, NoticeCode, NoticeLocation, Retry } from "./items/notice.js";
export { type Permissions, permissionWords } from "./items/permissions.js";
export type {
  Answer,
  Ask,
  CommandQuestion,
  ElicitationQuestion,
  ElicitationValue,
  PatchQuestion,
  PermissionsQuestion,
  Question,
  UserQuestionsQuestion,
} from "./items/question.js";
export { replayEvents } from "./items/replay-events.js";
export { searchText } from "./items/search-text.js";
export { mayBeLost, type ThreadEvent, type ThreadEventBody } from "./items/thread-event.js";
export { EMPTY_THREAD, foldThreadEvent, type ThreadView } from "./items/thread-view.js";
export { addTokenUsage, NO_TOKENS, type TokenUsage } from "./items/token-usage.js";
export type { FailedCalls, TurnError, TurnInfo, TurnStatus } from "./items/turn.js";
export type { TurnView } from "./items/turn-view.js";
export type { TextElement, UserInput } from "./items/user-input.js";
export { builtInCatalog, type CatalogModel, usableServiceTier, usualEffort } from "./model/catalog.js";
export { createModelClient } from "./model/create-model-client.js";
export type { Effort } from "./model/effort.js";
export {
  type EnvironmentFetch,
  type EnvironmentFetchOptions,
  environmentFetch,
} from "./model/http/environment-fetch.js";
export { type StreamingFetch, streamingFetch } from "./model/http/streaming-fetch.js";
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
export { parseResponseItem } from "./model/parse-response-item.js";
export { type CheckResult, checkProvider, type ProviderCheck } from "./model/provider/check-provider.js";
export { checkLmStudioModel, type LmStudioOptions } from "./model/provider/lm-studio.js";
export { type OllamaOptions, type OllamaPullProgress, prepareOllamaModel } from "./model/provider/ollama.js";
export {
  LOCAL_PROVIDERS,
  type LocalProvider,
  LocalProviderSchema,
  type ModelProviderInfo,
} from "./model/provider/provider-info.js";
export type { Credits, RateLimits, RateLimitWindow } from "./model/rate-limits.js";
export {
  createRecordingSink,
  type RecordingSink,
  type RecordingSinkOptions,
  recordingModel,
} from "./model/recording/record.js";
export { createRedactor } from "./model/recording/redact-secrets.js";
export { createReplayModel, type ReplayOptions } from "./model/recording/replay.js";
export { serviceTierNamed } from "./model/service-tier.js";
export type { JsonSchema, ToolSpec } from "./model/tool-spec.js";
export { createUserAgent } from "./model/user-agent.js";
export { randomId } from "./random-id.js";
export { describeTarget, type ReviewTarget } from "./review/review-target.js";
export { type LoadedRollout, loadRollout } from "./rollout/load-rollout.js";
export { appendHistoryEntry, historyMetadata, lookupHistoryEntry, recentHistory } from "./rollout/message-history.js";
export type { RolloutJournal } from "./rollout/rollout-journal.js";
export type { SavedSettings } from "./rollout/saved-settings.js";
export {
  parseAnswer,
  parseThreadEvent,
  parseUserInput,
  threadEventJson,
} from "./rollout/schemas/thread-event-schema.js";
export type { SessionMeta, SessionSource } from "./rollout/session-meta.js";
export { GuardedFiles } from "./safety/guarded-files.js";
export { SessionRoots } from "./safety/roots/session-roots.js";
export { type SandboxScope, sandboxScope } from "./safety/sandbox-scope.js";
export { commandsWithin } from "./safety/scripted-commands.js";
export { secretFilesOf } from "./safety/secret-files.js";
export { CARRY_OUT_PLAN, type CollaborationMode } from "./session/collaboration-mode.js";
export type { McpPrompt } from "./session/mcp-prompts.js";
export { type SettingsChange, type TurnSettings, turnSettingsOf } from "./session/turn-context.js";
export { shellScript } from "./shell/shell-script.js";
export { joinShellWords } from "./shell/shell-words.js";
export { listSkills } from "./skills/list-skills.js";
export type { Skill, SkillList } from "./skills/skill.js";
export { SkillWatch } from "./skills/skill-watch.js";
export { loadSkills, skillPlaces } from "./skills/thread-skills.js";
export { type CustomTool, type CustomToolAnswer, type CustomToolContext, defineTool } from "./specs/custom-tool.js";
export { fileThreadStore } from "./store/file-thread-store.js";
export { pageThreads } from "./store/page-threads.js";
export { programOf, sourceKindOf } from "./store/source-kind.js";
export { subagentsOfThread } from "./store/subagents-of-thread.js";
export { threadMarkdown } from "./store/thread-markdown.js";
export type {
  ForkCut,
  ForkPlace,
  SavedThread,
  SourceKind,
  ThreadPage,
  ThreadQuery,
  ThreadSortKey,
  ThreadStore,
  ThreadSummary,
} from "./store/thread-store.js";
export type { NewThreadOptions, OnAgent, OpenedAgent } from "./thread/new-thread-options.js";
export type { RevertOptions, RevertResult } from "./thread/revert.js";
export { Thread, type ThreadListener } from "./thread/thread.js";
export { ThreadManager, type ThreadManagerOptions } from "./thread/thread-manager.js";
export type { StartOptions, SteerOptions } from "./thread/turn-options.js";
export { WIRE_VERSION } from "./wire-version.js";
