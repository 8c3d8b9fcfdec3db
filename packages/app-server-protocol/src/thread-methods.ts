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
  /** Begins a thread, which the connection then hears of. Its file is written with the first turn. */
  "thread/start": { params: threadStart.ThreadStartParamsSchema, result: threadStart.ThreadStartResponseSchema },
  /** Loads a saved thread, or joins a loaded one; the connection then hears of it. */
  "thread/resume": { params: threadStart.ThreadResumeParamsSchema, result: threadStart.ThreadResumeResponseSchema },
  /** Begins a thread with the history of another. */
  "thread/fork": { params: threadStart.ThreadForkParamsSchema, result: threadStart.ThreadForkResponseSchema },
  /** Takes a thread out of the usual list; its file moves to `archived_sessions`. */
  "thread/archive": {
    params: threadRequests.ThreadArchiveParamsSchema,
    result: threadRequests.ThreadArchiveResponseSchema,
  },
  /** Deletes a thread and its files. */
  "thread/delete": {
    params: threadRequests.ThreadDeleteParamsSchema,
    result: threadRequests.ThreadDeleteResponseSchema,
  },
  /** The connection no longer hears of a thread. A running turn goes on; an idle thread that nobody hears of is unloaded. */
  "thread/unsubscribe": {
    params: threadRequests.ThreadUnsubscribeParamsSchema,
    result: threadRequests.ThreadUnsubscribeResponseSchema,
  },
  /** Gives a thread a name, without spaces around it. Errors: -32600 when nothing is left of it. */
  "thread/name/set": {
    params: threadRequests.ThreadSetNameParamsSchema,
    result: threadRequests.ThreadSetNameResponseSchema,
  },
  /** Changes the settings of the turns to come. */
  "thread/settings/update": {
    params: threadRequests.ThreadSettingsUpdateParamsSchema,
    result: threadRequests.ThreadSettingsUpdateResponseSchema,
  },
  /** Brings an archived thread back. */
  "thread/unarchive": {
    params: threadRequests.ThreadUnarchiveParamsSchema,
    result: threadRequests.ThreadUnarchiveResponseSchema,
  },
  /** Replaces the history by a summary, in a turn of its own. */
  "thread/compact/start": {
    params: threadRequests.ThreadCompactStartParamsSchema,
    result: threadRequests.ThreadCompactStartResponseSchema,
  },
  /** Runs a command of the user, outside of the sandbox. The model is shown it with the next turn. */
  "thread/shellCommand": {
    params: threadRequests.ThreadShellCommandParamsSchema,
    result: threadRequests.ThreadShellCommandResponseSchema,
  },
  /** Drops a turn and all after it. Files are left as they are. */
  "thread/revert": {
    params: threadRequests.ThreadRevertParamsSchema,
    result: threadRequests.ThreadRevertResponseSchema,
  },
  /** Saved threads, page by page, newest first unless asked otherwise. */
  "thread/list": { params: threadList.ThreadListParamsSchema, result: threadList.ThreadListResponseSchema },
  /** The ids of the threads that are in memory. */
  "thread/loaded/list": {
    params: threadList.ThreadLoadedListParamsSchema,
    result: threadList.ThreadLoadedListResponseSchema,
  },
  /** A thread, without loading it; with its turns if asked for. */
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
  /** Starts a turn; answered when it is accepted. Settings given here hold for later turns as well. Input that comes while a turn runs joins it. */
  "turn/start": { params: turnRequests.TurnStartParamsSchema, result: turnRequests.TurnStartResponseSchema },
  /** Adds input to the running turn. Errors: -32600 when another turn runs, or none. */
  "turn/steer": { params: turnRequests.TurnSteerParamsSchema, result: turnRequests.TurnSteerResponseSchema },
  /** Stops a turn; answered when it has stopped. */
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
  /** Gives a sample up. */
  "thread/sample/cancel": {
    params: threadRequests.ThreadSampleCancelParamsSchema,
    result: threadRequests.ThreadSampleCancelResponseSchema,
  },
  /** Says that a question outside of the protocol is open: time limits of the turn wait. */
  "thread/increment_elicitation": {
    params: threadRequests.ThreadIncrementElicitationParamsSchema,
    result: threadRequests.ThreadIncrementElicitationResponseSchema,
  },
  /** Says that such a question is answered. */
  "thread/decrement_elicitation": {
    params: threadRequests.ThreadDecrementElicitationParamsSchema,
    result: threadRequests.ThreadDecrementElicitationResponseSchema,
  },
  /** Sets what a thread works towards. */
  "thread/goal/set": { params: threadGoals.ThreadGoalSetParamsSchema, result: threadGoals.ThreadGoalSetResponseSchema },
  /** What a thread works towards. */
  "thread/goal/get": { params: threadGoals.ThreadGoalGetParamsSchema, result: threadGoals.ThreadGoalGetResponseSchema },
  /** A thread works towards nothing any more. */
  "thread/goal/clear": {
    params: threadGoals.ThreadGoalClearParamsSchema,
    result: threadGoals.ThreadGoalClearResponseSchema,
  },
  /** Keeps an input for a turn after the running one. */
  "thread/queue/add": {
    params: threadQueue.ThreadQueueAddParamsSchema,
    result: threadQueue.ThreadQueueAddResponseSchema,
  },
  /** The inputs that wait. */
  "thread/queue/list": {
    params: threadQueue.ThreadQueueListParamsSchema,
    result: threadQueue.ThreadQueueListResponseSchema,
  },
  /** Changes an input that waits. */
  "thread/queue/update": {
    params: threadQueue.ThreadQueueUpdateParamsSchema,
    result: threadQueue.ThreadQueueUpdateResponseSchema,
  },
  /** Takes an input back. */
  "thread/queue/delete": {
    params: threadQueue.ThreadQueueDeleteParamsSchema,
    result: threadQueue.ThreadQueueDeleteResponseSchema,
  },
  /** Says in which order the inputs go. */
  "thread/queue/reorder": {
    params: threadQueue.ThreadQueueReorderParamsSchema,
    result: threadQueue.ThreadQueueReorderResponseSchema,
  },
  /** Starts a turn with an input that waits. */
  "thread/queue/start": {
    params: threadQueue.ThreadQueueStartParamsSchema,
    result: threadQueue.ThreadQueueStartResponseSchema,
  },
  /** Changes what is noted about a thread. */
  "thread/metadata/update": {
    params: threadRequests.ThreadMetadataUpdateParamsSchema,
    result: threadRequests.ThreadMetadataUpdateResponseSchema,
  },
  /** Compresses the files of old threads. */
  "rollout/compress": { params: NoParamsSchema, result: threadRequests.RolloutCompressResponseSchema },
  /** Lets an action go on that an automatic reviewer refused. */
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
  /** Threads whose text holds a term. */
  "thread/search": { params: threadSearch.ThreadSearchParamsSchema, result: threadSearch.ThreadSearchResponseSchema },
  /** The same; pages are told by `thread/search/partial` as they are found. */
  "thread/search/stream": {
    params: threadSearch.ThreadSearchParamsSchema,
    result: threadSearch.ThreadSearchResponseSchema,
  },
  /** Gives a search up. */
  "thread/search/cancel": {
    params: threadSearch.ThreadSearchCancelParamsSchema,
    result: threadSearch.ThreadSearchCancelResponseSchema,
  },
  /** Gives a streamed search up. */
  "thread/search/stream/cancel": {
    params: threadSearch.ThreadSearchCancelParamsSchema,
    result: threadSearch.ThreadSearchCancelResponseSchema,
  },
  /** Where in a thread a term stands. */
  "thread/searchOccurrences": {
    params: threadSearch.ThreadSearchOccurrencesParamsSchema,
    result: threadSearch.ThreadSearchOccurrencesResponseSchema,
  },
  /** Notes that a thread was read, or not. */
  "thread/readState/update": {
    params: threadRequests.ThreadReadStateUpdateParamsSchema,
    result: threadRequests.ThreadReadStateUpdateResponseSchema,
  },
  /** Items of a turn by their ids. */
  "thread/items/read": {
    params: threadItems.ThreadItemsReadParamsSchema,
    result: threadItems.ThreadItemsReadResponseSchema,
  },
  /** Adds raw items to the history that the model gets. */
  "thread/inject_items": {
    params: threadRequests.ThreadInjectItemsParamsSchema,
    result: threadRequests.ThreadInjectItemsResponseSchema,
  },
  /** The input that starts work on a plan that the user approved. */
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
