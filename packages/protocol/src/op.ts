import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import { ReasoningEffortSchema, ReasoningSummarySchema } from "./config-enums.js";
import { InputItemSchema } from "./input-item.js";
import { AskForApprovalSchema, ReviewDecisionSchema, SandboxPolicySchema } from "./policy.js";

const ApprovalFields = {
  /** The `id` of the event that asked. */
  id: z.string(),
  decision: ReviewDecisionSchema,
};

/** A client's operation on a conversation. */
export const OpSchema = z.discriminatedUnion("type", [
  /** Interrupts the running turn; answered by `turn_aborted`. */
  z.object({ type: z.literal("interrupt") }),
  /** User input with the conversation's current settings; starts a turn or joins the running one. */
  z.object({ type: z.literal("user_input"), items: z.array(InputItemSchema) }),
  /**
   * User input with settings for the turn that it starts; a turn that it joins keeps its own settings, which a `background_event` reports.
   */
  z.object({
    type: z.literal("user_turn"),
    items: z.array(InputItemSchema),
    cwd: z.string(),
    approval_policy: AskForApprovalSchema,
    sandbox_policy: SandboxPolicySchema,
    model: z.string(),
    effort: ReasoningEffortSchema,
    summary: ReasoningSummarySchema,
  }),
  /** Changes settings for later turns; absent ones stay unchanged. */
  z.object({
    type: z.literal("override_turn_context"),
    cwd: option(z.string()),
    approval_policy: option(AskForApprovalSchema),
    sandbox_policy: option(SandboxPolicySchema),
    model: option(z.string()),
    effort: option(ReasoningEffortSchema),
    summary: option(ReasoningSummarySchema),
  }),
  /** Answers an `exec_approval_request`. */
  z.object({ type: z.literal("exec_approval"), ...ApprovalFields }),
  /** Answers an `apply_patch_approval_request`. */
  z.object({ type: z.literal("patch_approval"), ...ApprovalFields }),
  /** Adds a message to the history shared by all conversations, if the user keeps one. */
  z.object({ type: z.literal("add_to_history"), text: z.string() }),
  /** Answered by `get_history_entry_response`. `offset` counts entries from the oldest, which is 0. */
  z.object({
    type: z.literal("get_history_entry_request"),
    offset: z.int().check(z.nonnegative()),
    log_id: z.number().check(z.nonnegative()),
  }),
  /** Answered by `conversation_history`. */
  z.object({ type: z.literal("get_history") }),
  /** Answered by `mcp_list_tools_response`. */
  z.object({ type: z.literal("list_mcp_tools") }),
  /** Replaces the history with a summary. */
  z.object({ type: z.literal("compact") }),
  /** Ends the conversation; answered by `shutdown_complete`. */
  z.object({ type: z.literal("shutdown") }),
]);
export type Op = z.infer<typeof OpSchema>;

/** An op submitted to a conversation. */
export const SubmissionSchema = z.object({
  /** Chosen by the client; the events that the op causes carry it. */
  id: z.string(),
  op: OpSchema,
});
export type Submission = z.infer<typeof SubmissionSchema>;
