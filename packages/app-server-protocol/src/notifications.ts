import * as account from "./account.js";
import * as commandExec from "./command-exec.js";
import * as config from "./config.js";
import * as fileSearch from "./file-search.js";
import * as fileSystem from "./file-system.js";
import * as guardian from "./guardian.js";
import * as hooks from "./hooks.js";
import * as imports from "./imports.js";
import * as mcp from "./mcp.js";
import type { NotificationMethod } from "./methods.js";
import * as rateLimits from "./rate-limits.js";
import * as skills from "./skills.js";
import * as threadGoals from "./thread-goals.js";
import * as threadNotifications from "./thread-notifications.js";
import * as threadQueue from "./thread-queue.js";
import * as threadSearch from "./thread-search.js";
import * as turnNotifications from "./turn-notifications.js";

/** Notifications of the server: method to the schema of its params. Clients send only `initialized`, without params. */
export const notifications = {
  /** An error in a turn. With `willRetry`, the turn continues. */
  error: { params: turnNotifications.ErrorNotificationSchema },
  /** A thread was started, forked or resumed. */
  "thread/started": { params: threadNotifications.ThreadStartedNotificationSchema },
  /** A thread became active or idle, or waits for the user. */
  "thread/status/changed": { params: threadNotifications.ThreadStatusChangedNotificationSchema },
  /** A thread was archived. */
  "thread/archived": { params: threadNotifications.ThreadArchivedNotificationSchema },
  /** A thread was deleted. */
  "thread/deleted": { params: threadNotifications.ThreadDeletedNotificationSchema },
  /** A thread was unarchived. */
  "thread/unarchived": { params: threadNotifications.ThreadUnarchivedNotificationSchema },
  /** A thread was unloaded. */
  "thread/closed": { params: threadNotifications.ThreadClosedNotificationSchema },
  /** The last turns of a thread were removed. */
  "thread/reverted": { params: threadNotifications.ThreadRevertedNotificationSchema },
  /** The skills have changed and should be listed again. */
  "skills/changed": { params: skills.SkillsChangedNotificationSchema },
  /** A thread was renamed. */
  "thread/name/updated": { params: threadNotifications.ThreadNameUpdatedNotificationSchema },
  /** The settings for later turns have changed. */
  "thread/settings/updated": { params: threadNotifications.ThreadSettingsUpdatedNotificationSchema },
  /** Token usage of the last response and of the whole thread. */
  "thread/tokenUsage/updated": { params: threadNotifications.ThreadTokenUsageUpdatedNotificationSchema },
  /** A turn has started. */
  "turn/started": { params: turnNotifications.TurnStartedNotificationSchema },
  /** A hook has started. */
  "hook/started": { params: hooks.HookStartedNotificationSchema },
  /** A turn has ended; no more notifications follow for it. */
  "turn/completed": { params: turnNotifications.TurnCompletedNotificationSchema },
  /** A hook has ended. */
  "hook/completed": { params: hooks.HookCompletedNotificationSchema },
  /** Everything the turn has changed so far, as one diff. */
  "turn/diff/updated": { params: turnNotifications.TurnDiffUpdatedNotificationSchema },
  /** The model's plan. */
  "turn/plan/updated": { params: turnNotifications.TurnPlanUpdatedNotificationSchema },
  /** An item has started. */
  "item/started": { params: turnNotifications.ItemStartedNotificationSchema },
  /** An item is complete; no more notifications follow for it. */
  "item/completed": { params: turnNotifications.ItemCompletedNotificationSchema },
  /** More text of a message. */
  "item/agentMessage/delta": { params: turnNotifications.AgentMessageDeltaNotificationSchema },
  /** More text of a plan. */
  "item/plan/delta": { params: turnNotifications.PlanDeltaNotificationSchema },
  /** Output of `command/exec`. */
  "command/exec/outputDelta": { params: commandExec.CommandExecOutputDeltaNotificationSchema },
  /** Output of a command that the model runs. */
  "item/commandExecution/outputDelta": { params: turnNotifications.CommandExecutionOutputDeltaNotificationSchema },
  /** The model wrote to a running command. */
  "item/commandExecution/terminalInteraction": { params: turnNotifications.TerminalInteractionNotificationSchema },
  /** Output of a patch. */
  "item/fileChange/outputDelta": { params: turnNotifications.FileChangeOutputDeltaNotificationSchema },
  /** The changes, as far as the model has written them. */
  "item/fileChange/patchUpdated": { params: turnNotifications.FileChangePatchUpdatedNotificationSchema },
  /** A request of the server was answered or is no longer needed. */
  "serverRequest/resolved": { params: threadNotifications.ServerRequestResolvedNotificationSchema },
  /** Progress of a tool. */
  "item/mcpToolCall/progress": { params: turnNotifications.McpToolCallProgressNotificationSchema },
  /** The startup state of an MCP server. */
  "mcpServer/startupStatus/updated": { params: mcp.McpServerStatusUpdatedNotificationSchema },
  /** Somebody logged in or out. */
  "account/updated": { params: account.AccountUpdatedNotificationSchema },
  /** The account's usage of its limits has changed. */
  "account/rateLimits/updated": { params: rateLimits.AccountRateLimitsUpdatedNotificationSchema },
  /** Something below a watched path changed. */
  "fs/changed": { params: fileSystem.FsChangedNotificationSchema },
  /** More text of a part of a summary. */
  "item/reasoning/summaryTextDelta": { params: turnNotifications.ReasoningSummaryTextDeltaNotificationSchema },
  /** A new part of a summary starts. */
  "item/reasoning/summaryPartAdded": { params: turnNotifications.ReasoningSummaryPartAddedNotificationSchema },
  /** More text of the raw reasoning. */
  "item/reasoning/textDelta": { params: turnNotifications.ReasoningTextDeltaNotificationSchema },
  /** The history was replaced by a summary. The item `contextCompaction` reports the same. */
  "thread/compacted": { params: turnNotifications.ContextCompactedNotificationSchema },
  /** Something that the user should know. */
  warning: { params: config.WarningNotificationSchema },
  /** Something in use is deprecated. */
  deprecationNotice: { params: config.DeprecationNoticeNotificationSchema },
  /** Something is wrong with the configuration. */
  configWarning: { params: config.ConfigWarningNotificationSchema },
  /** An item of another agent was imported. */
  "externalAgentConfig/import/progress": { params: imports.ExternalAgentConfigImportProgressNotificationSchema },
  /** The import has ended. */
  "externalAgentConfig/import/completed": { params: imports.ExternalAgentConfigImportCompletedNotificationSchema },
  /** A login has ended. */
  "account/login/completed": { params: account.AccountLoginCompletedNotificationSchema },
  /** The read state of a thread has changed. */
  "thread/readState/changed": { params: threadNotifications.ThreadReadStateChangedNotificationSchema },
  /** A thread's goal has changed. */
  "thread/goal/updated": { params: threadGoals.ThreadGoalUpdatedNotificationSchema },
  /** A thread's goal was removed. */
  "thread/goal/cleared": { params: threadGoals.ThreadGoalClearedNotificationSchema },
  /** A thread's queue has changed and should be listed again. */
  "thread/queue/changed": { params: threadQueue.ThreadQueueChangedNotificationSchema },
  /** An automatic review has started. */
  "item/autoApprovalReview/started": { params: guardian.ItemGuardianApprovalReviewStartedNotificationSchema },
  /** An automatic review has ended. */
  "item/autoApprovalReview/completed": { params: guardian.ItemGuardianApprovalReviewCompletedNotificationSchema },
  /** Output of `process/spawn`. */
  "process/outputDelta": { params: commandExec.ProcessOutputDeltaNotificationSchema },
  /** Threads found so far. */
  "thread/search/partial": { params: threadSearch.ThreadSearchPartialNotificationSchema },
  /** A process has exited. */
  "process/exited": { params: commandExec.ProcessExitedNotificationSchema },
  /** A login at an MCP server has ended. */
  "mcpServer/oauthLogin/completed": { params: mcp.McpServerOauthLoginCompletedNotificationSchema },
  /** Another model than the requested one is used. */
  "model/rerouted": { params: turnNotifications.ModelReroutedNotificationSchema },
  /** The provider refused the login, which is being refreshed. */
  "modelProvider/authRecoveryStarted": { params: turnNotifications.AuthRecoveryNotificationSchema },
  /** The login was refreshed. */
  "modelProvider/authRecoveryCompleted": { params: turnNotifications.AuthRecoveryNotificationSchema },
  /** A message from an automatic reviewer to the user. */
  guardianWarning: { params: config.GuardianWarningNotificationSchema },
  /** The results for the query so far. */
  "fuzzyFileSearch/sessionUpdated": { params: fileSearch.FuzzyFileSearchSessionUpdatedNotificationSchema },
  /** All results for the query have been sent. */
  "fuzzyFileSearch/sessionCompleted": { params: fileSearch.FuzzyFileSearchSessionCompletedNotificationSchema },
} as const satisfies Record<NotificationMethod, unknown>;
