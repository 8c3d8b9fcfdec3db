import type { ReviewDecision } from "@codex/protocol";
import { type ApprovalRequest, answerOf, approvalRequestOf } from "../../../conversation-wire/src/index.js";
import type { Ask } from "../../src/index.js";

/** Answers a question: may this command run, may this patch be applied? An error counts as "denied". */
export type OnApproval = (request: ApprovalRequest) => ReviewDecision | Promise<ReviewDecision>;

export type { ApprovalRequest };

/** Answers a turn's questions with the callback; denies without one, and for other kinds of questions. */
export function askBy(onApproval: OnApproval = () => "denied"): Ask {
  return async (question) => {
    const request = approvalRequestOf(question);
    return answerOf(request === undefined ? "denied" : await onApproval(request));
  };
}
