import * as guardian from "./guardian.js";
import { NoParamsSchema } from "./no-params.js";
import * as review from "./review.js";
import * as threadGoals from "./thread-goals.js";
import * as threadItems from "./thread-items.js";
import * as threadList from "./thread-list.js";
import * as threadQueue from "./thread-queue.js";
import * as threadRequests from "./thread-requests.js";
import * as threadSearch from "./thread-search.js";
import * as threadStart from "./thread-start.js";
import * as threadTerminals from "./thread-terminals.js";
import * as turnRequests from "./turn-requests.js";

/** Requests about threads, their turns and items. */
export const threadMethods = {
  /** Starts a thread and subscribes the connection to it. Its file is created with the first turn. */
  "thread/start": { params: threadStart.ThreadStartParamsSchema, result: threadStart.ThreadStartResponseSchema },
  /** Loads a saved thread, or joins a loaded one, and subscribes the connection to it. */
  "thread/resume": { params: threadStart.ThreadResumeParamsSchema, result: threadStart.ThreadResumeResponseSchema },
  /** Starts a thread with the history of another one. */
  "thread/fork": { params: threadStart.ThreadForkParamsSchema, result: threadStart.ThreadForkResponseSchema },
  /** Archives a thread; its file moves to `archived_sessions`. */
  "thread/archive": {
    params: threadRequests.ThreadArchiveParamsSchema,
    result: threadRequests.ThreadArchiveResponseSchema,
  },
  /** Deletes a thread and its files. */
  "thread/delete": {
    params: threadRequests.ThreadDeleteParamsSchema,
    result: threadRequests.ThreadDeleteResponseSchema,
  },
  /** Unsubscribes the connection from a thread. A running turn continues; an idle thread without subscribers is unloaded. */
  "thread/unsubscribe": {
    params: threadRequests.ThreadUnsubscribeParamsSchema,
    result: threadRequests.ThreadUnsubscribeResponseSchema,
  },
  /** Names a thread; surrounding spaces are removed. Errors: -32600 if the name is empty. */
  "thread/name/set": {
    params: threadRequests.ThreadSetNameParamsSchema,
    result: threadRequests.ThreadSetNameResponseSchema,
  },
  /** Changes the settings of later turns. */
  "thread/settings/update": {
    params: threadRequests.ThreadSettingsUpdateParamsSchema,
    result: threadRequests.ThreadSettingsUpdateResponseSchema,
  },
  /** Unarchives a thread. */
  "thread/unarchive": {
    params: threadRequests.ThreadUnarchiveParamsSchema,
    result: threadRequests.ThreadUnarchiveResponseSchema,
  },
  /** Replaces the history with a summary, in its own turn. */
  "thread/compact/start": {
    params: threadRequests.ThreadCompactStartParamsSchema,
    result: threadRequests.ThreadCompactStartResponseSchema,
  },
  /** Runs a user's command, outside of the sandbox. The model sees it with the next turn. */
  "thread/shellCommand": {
    params: threadRequests.ThreadShellCommandParamsSchema,
    result: threadRequests.ThreadShellCommandResponseSchema,
  },
  /** Removes a turn and all later ones. Files are not changed. */
  "thread/revert": {
    params: threadRequests.ThreadRevertParamsSchema,
    result: threadRequests.ThreadRevertResponseSchema,
  },
  /** Saved threads, page by page, by default newest first. */
  "thread/list": { params: threadList.ThreadListParamsSchema, result: threadList.ThreadListResponseSchema },
  /** The ids of the loaded threads. */
  "thread/loaded/list": {
    params: threadList.ThreadLoadedListParamsSchema,
    result: threadList.ThreadLoadedListResponseSchema,
  },
  /** A thread, without loading it; with its turns on request. */
  "thread/read": { params: threadRequests.ThreadReadParamsSchema, result: threadRequests.ThreadReadResponseSchema },
  /** The turns of a thread, page by page. */
  "thread/turns/list": {
    params: threadItems.ThreadTurnsListParamsSchema,
    result: threadItems.ThreadTurnsListResponseSchema,
  },
  /** The items of a thread, page by page. */
  "thread/items/list": {
    params: threadItems.ThreadItemsListParamsSchema,
    result: threadItems.ThreadItemsListResponseSchema,
  },
  /** Starts a turn; answered when it is accepted. Its settings also apply to later turns. Input that arrives during a turn joins it. */
  "turn/start": { params: turnRequests.TurnStartParamsSchema, result: turnRequests.TurnStartResponseSchema },
  /** Adds input to the running turn. Errors: -32600 if another turn or none is running. */
  "turn/steer": { params: turnRequests.TurnSteerParamsSchema, result: turnRequests.TurnSteerResponseSchema },
  /** Interrupts a turn; answered when it has stopped. */
  "turn/interrupt": {
    params: turnRequests.TurnInterruptParamsSchema,
    result: turnRequests.TurnInterruptResponseSchema,
  },
  /** Starts a turn in which the model reviews changes. */
  "review/start": { params: review.ReviewStartParamsSchema, result: review.ReviewStartResponseSchema },
  /** Asks the model something about a thread, outside of its history. */
  "thread/sample": {
    params: threadRequests.ThreadSampleParamsSchema,
    result: threadRequests.ThreadSampleResponseSchema,
  },
  /** Cancels a sample. */
  "thread/sample/cancel": {
    params: threadRequests.ThreadSampleCancelParamsSchema,
    result: threadRequests.ThreadSampleCancelResponseSchema,
  },
  /** Reports an open question outside of the protocol: the turn's time limits are paused. */
  "thread/increment_elicitation": {
    params: threadRequests.ThreadIncrementElicitationParamsSchema,
    result: threadRequests.ThreadIncrementElicitationResponseSchema,
  },
  /** Reports that such a question was answered. */
  "thread/decrement_elicitation": {
    params: threadRequests.ThreadDecrementElicitationParamsSchema,
    result: threadRequests.ThreadDecrementElicitationResponseSchema,
  },
  /** Sets a thread's goal. */
  "thread/goal/set": { params: threadGoals.ThreadGoalSetParamsSchema, result: threadGoals.ThreadGoalSetResponseSchema },
  /** Reads a thread's goal. */
  "thread/goal/get": { params: threadGoals.ThreadGoalGetParamsSchema, result: threadGoals.ThreadGoalGetResponseSchema },
  /** Removes a thread's goal. */
  "thread/goal/clear": {
    params: threadGoals.ThreadGoalClearParamsSchema,
    result: threadGoals.ThreadGoalClearResponseSchema,
  },
  /** Queues an input for a turn after the running one. */
  "thread/queue/add": {
    params: threadQueue.ThreadQueueAddParamsSchema,
    result: threadQueue.ThreadQueueAddResponseSchema,
  },
  /** The queued inputs. */
  "thread/queue/list": {
    params: threadQueue.ThreadQueueListParamsSchema,
    result: threadQueue.ThreadQueueListResponseSchema,
  },
  /** Changes a queued input. */
  "thread/queue/update": {
    params: threadQueue.ThreadQueueUpdateParamsSchema,
    result: threadQueue.ThreadQueueUpdateResponseSchema,
  },
  /** Removes a queued input. */
  "thread/queue/delete": {
    params: threadQueue.ThreadQueueDeleteParamsSchema,
    result: threadQueue.ThreadQueueDeleteResponseSchema,
  },
  /** Reorders the queued inputs. */
  "thread/queue/reorder": {
    params: threadQueue.ThreadQueueReorderParamsSchema,
    result: threadQueue.ThreadQueueReorderResponseSchema,
  },
  /** Starts a turn with a queued input. */
  "thread/queue/start": {
    params: threadQueue.ThreadQueueStartParamsSchema,
    result: threadQueue.ThreadQueueStartResponseSchema,
  },
  /** Changes a thread's metadata. */
  "thread/metadata/update": {
    params: threadRequests.ThreadMetadataUpdateParamsSchema,
    result: threadRequests.ThreadMetadataUpdateResponseSchema,
  },
  /** Compresses the files of old threads. */
  "rollout/compress": { params: NoParamsSchema, result: threadRequests.RolloutCompressResponseSchema },
  /** Permits an action that an automatic reviewer denied. */
  "thread/approveGuardianDeniedAction": {
    params: guardian.ThreadApproveGuardianDeniedActionParamsSchema,
    result: guardian.ThreadApproveGuardianDeniedActionResponseSchema,
  },
  /** Ends all commands that a thread left running. */
  "thread/backgroundTerminals/clean": {
    params: threadTerminals.ThreadBackgroundTerminalsCleanParamsSchema,
    result: threadTerminals.ThreadBackgroundTerminalsCleanResponseSchema,
  },
  /** The commands that a thread left running. */
  "thread/backgroundTerminals/list": {
    params: threadTerminals.ThreadBackgroundTerminalsListParamsSchema,
    result: threadTerminals.ThreadBackgroundTerminalsListResponseSchema,
  },
  /** Ends one of them. */
  "thread/backgroundTerminals/terminate": {
    params: threadTerminals.ThreadBackgroundTerminalsTerminateParamsSchema,
    result: threadTerminals.ThreadBackgroundTerminalsTerminateResponseSchema,
  },
  /** Threads whose text contains a term. */
  "thread/search": { params: threadSearch.ThreadSearchParamsSchema, result: threadSearch.ThreadSearchResponseSchema },
  /** The same, streamed: results are reported by `thread/search/partial` as they are found. */
  "thread/search/stream": {
    params: threadSearch.ThreadSearchParamsSchema,
    result: threadSearch.ThreadSearchResponseSchema,
  },
  /** Cancels a search. */
  "thread/search/cancel": {
    params: threadSearch.ThreadSearchCancelParamsSchema,
    result: threadSearch.ThreadSearchCancelResponseSchema,
  },
  /** Cancels a streamed search. */
  "thread/search/stream/cancel": {
    params: threadSearch.ThreadSearchCancelParamsSchema,
    result: threadSearch.ThreadSearchCancelResponseSchema,
  },
  /** The occurrences of a term in a thread. */
  "thread/searchOccurrences": {
    params: threadSearch.ThreadSearchOccurrencesParamsSchema,
    result: threadSearch.ThreadSearchOccurrencesResponseSchema,
  },
  /** Marks a thread as read or unread. */
  "thread/readState/update": {
    params: threadRequests.ThreadReadStateUpdateParamsSchema,
    result: threadRequests.ThreadReadStateUpdateResponseSchema,
  },
  /** Items of a turn by their ids. */
  "thread/items/read": {
    params: threadItems.ThreadItemsReadParamsSchema,
    result: threadItems.ThreadItemsReadResponseSchema,
  },
  /** Adds raw items to the history that is sent to the model. */
  "thread/inject_items": {
    params: threadRequests.ThreadInjectItemsParamsSchema,
    result: threadRequests.ThreadInjectItemsResponseSchema,
  },
  /** The input that starts work on an approved plan. */
  "thread/prepareApprovedPlan": {
    params: threadRequests.ThreadPrepareApprovedPlanParamsSchema,
    result: threadRequests.ThreadPrepareApprovedPlanResponseSchema,
  },
  /** Changes settings of a running turn. */
  "turn/settings/update": {
    params: turnRequests.TurnSettingsUpdateParamsSchema,
    result: turnRequests.TurnSettingsUpdateResponseSchema,
  },
  /** Starts, ends and items of all turns in one list, page by page. */
  "thread/timeline/list": {
    params: threadItems.ThreadTimelineListParamsSchema,
    result: threadItems.ThreadTimelineListResponseSchema,
  },
} as const;
