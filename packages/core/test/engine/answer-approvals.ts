import type { ReviewDecision } from "@codex/protocol";
import { type ApprovalRequest, answerOf, approvalRequestOf } from "../../../conversation-wire/src/index.js";
import type { Ask } from "../../src/index.js";

/** Answers a question: may this command run, may this patch be applied? What it throws counts as "denied". */
export type OnApproval = (request: ApprovalRequest) => ReviewDecision | Promise<ReviewDecision>;

export type { ApprovalRequest };

/** Answers the questions of a turn by the callback; without one, and for other questions, with no. */
export function askBy(onApproval: OnApproval = () => "denied"): Ask {
  return async (question) => {
    const request = approvalRequestOf(question);
    return answerOf(request === undefined ? "denied" : await onApproval(request));
  };
}
