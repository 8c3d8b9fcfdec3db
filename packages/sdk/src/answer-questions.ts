import type { Answer, Ask } from "@codex/core";
import { approvalRequest } from "./approval-request.js";
import type { ApprovalDecision, ElicitationAnswer, QuestionAnswers, QuestionHandlers } from "./question-handlers.js";

const DENIED: Answer = { type: "denied" };

/** Passes the questions of turns to the program. Questions without a handler are denied. */
export function answerQuestions({ onApproval, onElicitation, onQuestions }: QuestionHandlers): Ask {
  return async (question, signal) => {
    const options = { signal };
    switch (question.kind) {
      case "command":
      case "patch":
      case "permissions": {
        if (onApproval === undefined) return DENIED;
        const decision = await onApproval(await approvalRequest(question), options);
        return approvalAnswer(decision, question.kind === "command" ? question.proposedRule : undefined);
      }
      case "elicitation":
        return onElicitation === undefined ? DENIED : elicitationAnswer(await onElicitation(question, options));
      case "user-questions":
        return onQuestions === undefined ? DENIED : questionsAnswer(await onQuestions(question, options));
      default:
        return question satisfies never;
    }
  };
}

function approvalAnswer(decision: ApprovalDecision, proposedRule: readonly string[] | undefined): Answer {
  switch (decision) {
    case "approve":
      return { type: "approved", scope: "once" };
    case "approve-for-thread":
      return { type: "approved", scope: "thread" };
    case "approve-from-now-on":
      return proposedRule === undefined
        ? { type: "approved", scope: "thread" }
        : { type: "approved", scope: "rule", words: proposedRule };
    case "cancel":
      return { type: "cancelled" };
    case "deny":
      return DENIED;
    default:
      return decision satisfies never;
  }
}

function elicitationAnswer(answer: ElicitationAnswer): Answer {
  switch (answer.action) {
    case "accept":
      return { type: "accepted", content: answer.content ?? {} };
    case "cancel":
      return { type: "cancelled" };
    case "decline":
      return DENIED;
    default:
      return answer satisfies never;
  }
}

function questionsAnswer(answers: QuestionAnswers): Answer {
  const entries = Object.entries(answers).map(([id, given]) => [id, typeof given === "string" ? [given] : given]);
  return { type: "answered", answers: Object.fromEntries(entries) };
}
