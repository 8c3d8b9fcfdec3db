import { openUnion } from "@codex/mcp-types/open-union";
import * as z from "zod/mini";
import {
  ExecApprovalRequestEventSchema,
  ExecCommandBeginEventSchema,
  ExecCommandEndEventSchema,
  ExecCommandOutputDeltaEventSchema,
} from "./exec-events.js";
import {
  AgentMessageDeltaEventSchema,
  AgentMessageEventSchema,
  AgentReasoningDeltaEventSchema,
  AgentReasoningEventSchema,
  AgentReasoningRawContentDeltaEventSchema,
  AgentReasoningRawContentEventSchema,
  AgentReasoningSectionBreakEventSchema,
  BackgroundEventEventSchema,
  ErrorEventSchema,
  StreamErrorEventSchema,
} from "./message-events.js";
import {
  ApplyPatchApprovalRequestEventSchema,
  PatchApplyBeginEventSchema,
  PatchApplyEndEventSchema,
  TurnDiffEventSchema,
} from "./patch-events.js";
import { UpdatePlanArgsSchema } from "./plan.js";
import {
  ConversationHistoryResponseEventSchema,
  GetHistoryEntryResponseEventSchema,
  SessionConfiguredEventSchema,
  TaskCompleteEventSchema,
  TaskStartedEventSchema,
  TurnAbortedEventSchema,
} from "./session-events.js";
import { TokenUsageSchema } from "./token-usage.js";
import {
  McpListToolsResponseEventSchema,
  McpToolCallBeginEventSchema,
  McpToolCallEndEventSchema,
  WebSearchBeginEventSchema,
} from "./tool-events.js";

const event = <const T extends string, Shape extends z.core.$ZodShape>(type: T, payload: z.ZodMiniObject<Shape>) =>
  z.object({ type: z.literal(type), ...payload.shape });

/** The events of a conversation. `other` is an event of a newer server. */
export const EventMsgSchema = openUnion(
  [
    event("error", ErrorEventSchema),
    event("task_started", TaskStartedEventSchema),
    /** The turn has completed. */
    event("task_complete", TaskCompleteEventSchema),
    event("token_count", TokenUsageSchema),
    event("agent_message", AgentMessageEventSchema),
    event("agent_message_delta", AgentMessageDeltaEventSchema),
    event("agent_reasoning", AgentReasoningEventSchema),
    event("agent_reasoning_delta", AgentReasoningDeltaEventSchema),
    event("agent_reasoning_raw_content", AgentReasoningRawContentEventSchema),
    event("agent_reasoning_raw_content_delta", AgentReasoningRawContentDeltaEventSchema),
    event("agent_reasoning_section_break", AgentReasoningSectionBreakEventSchema),
    event("session_configured", SessionConfiguredEventSchema),
    event("mcp_tool_call_begin", McpToolCallBeginEventSchema),
    event("mcp_tool_call_end", McpToolCallEndEventSchema),
    event("web_search_begin", WebSearchBeginEventSchema),
    event("exec_command_begin", ExecCommandBeginEventSchema),
    event("exec_command_output_delta", ExecCommandOutputDeltaEventSchema),
    event("exec_command_end", ExecCommandEndEventSchema),
    event("exec_approval_request", ExecApprovalRequestEventSchema),
    event("apply_patch_approval_request", ApplyPatchApprovalRequestEventSchema),
    event("background_event", BackgroundEventEventSchema),
    event("stream_error", StreamErrorEventSchema),
    event("patch_apply_begin", PatchApplyBeginEventSchema),
    event("patch_apply_end", PatchApplyEndEventSchema),
    event("turn_diff", TurnDiffEventSchema),
    event("get_history_entry_response", GetHistoryEntryResponseEventSchema),
    event("mcp_list_tools_response", McpListToolsResponseEventSchema),
    event("plan_update", UpdatePlanArgsSchema),
    event("turn_aborted", TurnAbortedEventSchema),
    z.object({ type: z.literal("shutdown_complete") }),
    event("conversation_history", ConversationHistoryResponseEventSchema),
  ],
  (received) => ({ type: "other" as const, received }),
);
export type EventMsg = z.infer<typeof EventMsgSchema>;
export type EventMsgType = EventMsg["type"];

/** One event of a conversation. */
export const EventSchema = z.object({
  /** The `id` of the submission that caused it; empty if none did. */
  id: z.string(),
  msg: EventMsgSchema,
});
export type Event = z.infer<typeof EventSchema>;
