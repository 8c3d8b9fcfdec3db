import type { Conversation } from "@codex/core";
import { type EventMsg, type ReviewDecision, ReviewDecisionSchema } from "@codex/protocol";
import * as z from "zod";
import type { ToolContext } from "./tool-requests.js";

type ApprovalRequest = Extract<EventMsg, { type: "exec_approval_request" | "apply_patch_approval_request" }>;

export interface ElicitationOptions {
  readonly conversation: Conversation;
  readonly toolCallId: string;
  readonly eventId: string;
  readonly msg: ApprovalRequest;
}

/** The reference's answer, and the one of MCP. */
const AnswerSchema = z.union([
  z.object({ decision: ReviewDecisionSchema }),
  z.object({ action: z.enum(["accept", "decline", "cancel"]) }),
]);

/** Asks the client with `elicitation/create`, and gives the answer to the conversation. What is no yes is a no. */
export async function elicitApproval(context: ToolContext, options: ElicitationOptions): Promise<void> {
  const { conversation, eventId, msg } = options;
  const decision = await decide(context, options);
  if (conversation.hasEnded) return;
  const type = msg.type === "exec_approval_request" ? "exec_approval" : "patch_approval";
  conversation.submit({ type, id: eventId, decision });
}

async function decide({ connection, initializer }: ToolContext, options: ElicitationOptions): Promise<ReviewDecision> {
  // Differs from codex-rs: a client that cannot be asked counts as a no, instead of holding the turn for ever.
  if (initializer.clientCapabilities.elicitation === undefined) return "denied";
  try {
    const answer = AnswerSchema.safeParse(await connection.request("elicitation/create", paramsOf(options)));
    if (!answer.success) return "denied";
    if ("decision" in answer.data) return answer.data.decision;
    return answer.data.action === "accept" ? "approved" : "denied";
  } catch {
    return "denied";
  }
}

function paramsOf({ toolCallId, eventId, msg }: ElicitationOptions): unknown {
  const requestedSchema = { type: "object", properties: {} };
  const common = {
    requestedSchema,
    codex_mcp_tool_call_id: toolCallId,
    codex_event_id: eventId,
    codex_call_id: msg.call_id,
  };
  if (msg.type === "exec_approval_request") {
    const message = `Allow Codex to run ${JSON.stringify(msg.command)} in ${msg.cwd}?`;
    return { ...common, message, codex_elicitation: "exec-approval", codex_command: msg.command, codex_cwd: msg.cwd };
  }
  return {
    ...common,
    message: `Allow Codex to change ${Object.keys(msg.changes).join(", ")}?`,
    codex_elicitation: "patch-approval",
    codex_reason: msg.reason,
    codex_grant_root: msg.grant_root,
    codex_changes: msg.changes,
  };
}
