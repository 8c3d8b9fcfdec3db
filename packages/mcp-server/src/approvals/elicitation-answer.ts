import { ElicitResultSchema } from "@codex/mcp-types/elicitation";
import type { ReviewDecision } from "@codex/protocol";
import { ExecApprovalResponseSchema } from "@codex/protocol/codex-tools";

/** Why something was not allowed. */
export type DenialReason =
  | "declined"
  | "cancelled"
  | "client-cannot-be-asked"
  | "timed-out"
  | "request-failed"
  | "malformed-answer";

export type ElicitationAnswer =
  | { readonly decision: Extract<ReviewDecision, "approved" | "approved_for_session"> }
  | { readonly decision: Extract<ReviewDecision, "denied" | "abort">; readonly reason: DenialReason };

/**
 * Reads the answer to a question: `{decision}` as in Codex, or `{action, content}` as in MCP, whose `content` may also have a decision.
 * Anything but a clear approval is a denial.
 */
export function readElicitationAnswer(answer: unknown): ElicitationAnswer {
  const codex = ExecApprovalResponseSchema.safeParse(answer);
  if (codex.success) return answerFor(codex.data.decision);
  const mcp = ElicitResultSchema.safeParse(answer);
  if (!mcp.success) return { decision: "denied", reason: "malformed-answer" };
  const { action, content } = mcp.data;
  switch (action) {
    case "accept": {
      if (content?.["decision"] === undefined) return { decision: "approved" };
      const decision = ExecApprovalResponseSchema.safeParse(content);
      return decision.success ? answerFor(decision.data.decision) : { decision: "denied", reason: "malformed-answer" };
    }
    case "decline":
      return { decision: "denied", reason: "declined" };
    case "cancel":
      return { decision: "denied", reason: "cancelled" };
    default:
      action satisfies never;
      return { decision: "denied", reason: "malformed-answer" };
  }
}

function answerFor(decision: ReviewDecision): ElicitationAnswer {
  return decision === "denied" || decision === "abort" ? { decision, reason: "declined" } : { decision };
}
