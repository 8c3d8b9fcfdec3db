import type { Conversation } from "@codex/core";
import type { EventMsg, ReviewDecision } from "@codex/protocol";

/** A question of a turn: may this command run, may this patch be applied? */
export type ApprovalRequest = Extract<EventMsg, { type: "exec_approval_request" | "apply_patch_approval_request" }>;

/** Answers a question. What it throws counts as "denied". */
export type OnApproval = (request: ApprovalRequest) => ReviewDecision | Promise<ReviewDecision>;

/** Answers every question of the conversation by the callback; without one, with "denied". */
export function answerApprovals(conversation: Conversation, onApproval: OnApproval = () => "denied"): void {
  conversation.observe({
    onEvent({ id, msg }) {
      if (msg.type !== "exec_approval_request" && msg.type !== "apply_patch_approval_request") return;
      const type = msg.type === "exec_approval_request" ? "exec_approval" : "patch_approval";
      void decide(onApproval, msg).then((decision) => {
        if (!conversation.hasEnded) conversation.submit({ type, id, decision });
      });
    },
  });
}

async function decide(onApproval: OnApproval, request: ApprovalRequest): Promise<ReviewDecision> {
  try {
    return await onApproval(request);
  } catch {
    return "denied";
  }
}
