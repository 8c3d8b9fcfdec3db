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

/** Notifications of a server: method to the schema of its params. A client's only one is `initialized`, without params. */
export const notifications = {
  /** Something went wrong in a turn. With `willRetry` it goes on. */
  error: { params: turnNotifications.ErrorNotificationSchema },
  /** A thread was started, forked or resumed. */
  "thread/started": { params: threadNotifications.ThreadStartedNotificationSchema },
  /** A thread became active or idle, or waits for the user. */
  "thread/status/changed": { params: threadNotifications.ThreadStatusChangedNotificationSchema },
  /** It is no longer in the usual list. */
  "thread/archived": { params: threadNotifications.ThreadArchivedNotificationSchema },
  /** It is gone. */
  "thread/deleted": { params: threadNotifications.ThreadDeletedNotificationSchema },
  /** It is back in the usual list. */
  "thread/unarchived": { params: threadNotifications.ThreadUnarchivedNotificationSchema },
  /** It left memory. */
  "thread/closed": { params: threadNotifications.ThreadClosedNotificationSchema },
  /** Turns at its end were dropped. */
  "thread/reverted": { params: threadNotifications.ThreadRevertedNotificationSchema },
  /** Skills should be listed anew. */
  "skills/changed": { params: skills.SkillsChangedNotificationSchema },
  /** It has another name. */
  "thread/name/updated": { params: threadNotifications.ThreadNameUpdatedNotificationSchema },
  /** Its next turns have other settings. */
  "thread/settings/updated": { params: threadNotifications.ThreadSettingsUpdatedNotificationSchema },
  /** What the last answer of the model cost, and all of them. */
  "thread/tokenUsage/updated": { params: threadNotifications.ThreadTokenUsageUpdatedNotificationSchema },
  /** A turn began. */
  "turn/started": { params: turnNotifications.TurnStartedNotificationSchema },
  /** A hook runs. */
  "hook/started": { params: hooks.HookStartedNotificationSchema },
  /** A turn is over; nothing follows for it. */
  "turn/completed": { params: turnNotifications.TurnCompletedNotificationSchema },
  /** A hook is done. */
  "hook/completed": { params: hooks.HookCompletedNotificationSchema },
  /** All that the turn has changed so far, as one diff. */
  "turn/diff/updated": { params: turnNotifications.TurnDiffUpdatedNotificationSchema },
  /** The model's plan. */
  "turn/plan/updated": { params: turnNotifications.TurnPlanUpdatedNotificationSchema },
  /** An item began. */
  "item/started": { params: turnNotifications.ItemStartedNotificationSchema },
  /** An item is whole; nothing follows for it. */
  "item/completed": { params: turnNotifications.ItemCompletedNotificationSchema },
  /** More text of a message. */
  "item/agentMessage/delta": { params: turnNotifications.AgentMessageDeltaNotificationSchema },
  /** More text of a plan. */
  "item/plan/delta": { params: turnNotifications.PlanDeltaNotificationSchema },
  /** Output of `command/exec`. */
  "command/exec/outputDelta": { params: commandExec.CommandExecOutputDeltaNotificationSchema },
  /** Output of a command of the model. */
  "item/commandExecution/outputDelta": { params: turnNotifications.CommandExecutionOutputDeltaNotificationSchema },
  /** The model wrote to a running command. */
  "item/commandExecution/terminalInteraction": { params: turnNotifications.TerminalInteractionNotificationSchema },
  /** Output of a patch. */
  "item/fileChange/outputDelta": { params: turnNotifications.FileChangeOutputDeltaNotificationSchema },
  /** The changes as far as the model has written them. */
  "item/fileChange/patchUpdated": { params: turnNotifications.FileChangePatchUpdatedNotificationSchema },
  /** A request of the server needs no answer any more, or has one. */
  "serverRequest/resolved": { params: threadNotifications.ServerRequestResolvedNotificationSchema },
  /** How far a tool is. */
  "item/mcpToolCall/progress": { params: turnNotifications.McpToolCallProgressNotificationSchema },
  /** How far an MCP server is. */
  "mcpServer/startupStatus/updated": { params: mcp.McpServerStatusUpdatedNotificationSchema },
  /** Somebody logged in or out. */
  "account/updated": { params: account.AccountUpdatedNotificationSchema },
  /** More of the account's allowance is used. */
  "account/rateLimits/updated": { params: rateLimits.AccountRateLimitsUpdatedNotificationSchema },
  /** Something below a watched path changed. */
  "fs/changed": { params: fileSystem.FsChangedNotificationSchema },
  /** More text of a part of a summary. */
  "item/reasoning/summaryTextDelta": { params: turnNotifications.ReasoningSummaryTextDeltaNotificationSchema },
  /** Another part of a summary begins. */
  "item/reasoning/summaryPartAdded": { params: turnNotifications.ReasoningSummaryPartAddedNotificationSchema },
  /** More text of the reasoning itself. */
  "item/reasoning/textDelta": { params: turnNotifications.ReasoningTextDeltaNotificationSchema },
  /** The history was replaced by a summary. The item `contextCompaction` says the same. */
  "thread/compacted": { params: turnNotifications.ContextCompactedNotificationSchema },
  /** Something that the user should know. */
  warning: { params: config.WarningNotificationSchema },
  /** Something in use will go away. */
  deprecationNotice: { params: config.DeprecationNoticeNotificationSchema },
  /** Something is wrong with the configuration. */
  configWarning: { params: config.ConfigWarningNotificationSchema },
  /** Something of another agent was imported. */
  "externalAgentConfig/import/progress": { params: imports.ExternalAgentConfigImportProgressNotificationSchema },
  /** The import is over. */
  "externalAgentConfig/import/completed": { params: imports.ExternalAgentConfigImportCompletedNotificationSchema },
  /** A login is over. */
  "account/login/completed": { params: account.AccountLoginCompletedNotificationSchema },
  /** What is read of a thread. */
  "thread/readState/changed": { params: threadNotifications.ThreadReadStateChangedNotificationSchema },
  /** Another goal, or another state of it. */
  "thread/goal/updated": { params: threadGoals.ThreadGoalUpdatedNotificationSchema },
  /** No goal any more. */
  "thread/goal/cleared": { params: threadGoals.ThreadGoalClearedNotificationSchema },
  /** The inputs that wait should be listed anew. */
  "thread/queue/changed": { params: threadQueue.ThreadQueueChangedNotificationSchema },
  /** An automatic reviewer looks at an action. */
  "item/autoApprovalReview/started": { params: guardian.ItemGuardianApprovalReviewStartedNotificationSchema },
  /** It has decided. */
  "item/autoApprovalReview/completed": { params: guardian.ItemGuardianApprovalReviewCompletedNotificationSchema },
  /** Output of `process/spawn`. */
  "process/outputDelta": { params: commandExec.ProcessOutputDeltaNotificationSchema },
  /** Threads found so far. */
  "thread/search/partial": { params: threadSearch.ThreadSearchPartialNotificationSchema },
  /** A process is over. */
  "process/exited": { params: commandExec.ProcessExitedNotificationSchema },
  /** A login at an MCP server is over. */
  "mcpServer/oauthLogin/completed": { params: mcp.McpServerOauthLoginCompletedNotificationSchema },
  /** Another model answers than was asked for. */
  "model/rerouted": { params: turnNotifications.ModelReroutedNotificationSchema },
  /** The provider refused the login; it is renewed. */
  "modelProvider/authRecoveryStarted": { params: turnNotifications.AuthRecoveryNotificationSchema },
  /** The login was renewed. */
  "modelProvider/authRecoveryCompleted": { params: turnNotifications.AuthRecoveryNotificationSchema },
  /** What an automatic reviewer wants the user to know. */
  guardianWarning: { params: config.GuardianWarningNotificationSchema },
  /** Results for the query so far. */
  "fuzzyFileSearch/sessionUpdated": { params: fileSearch.FuzzyFileSearchSessionUpdatedNotificationSchema },
  /** No more results follow for the query. */
  "fuzzyFileSearch/sessionCompleted": { params: fileSearch.FuzzyFileSearchSessionCompletedNotificationSchema },
} as const satisfies Record<NotificationMethod, unknown>;
