import type { Answer, Question } from "@codex/core";
import type { EventMsg, ReviewDecision } from "@codex/protocol";
import { fileChangesToWire } from "./engine-to-wire.js";

/** A question of a turn: may this command run, may this patch be applied? */
export type ApprovalRequest = Extract<EventMsg, { type: "exec_approval_request" | "apply_patch_approval_request" }>;

/** The event that asks the question; undefined if the protocol has none for it. */
export function approvalRequestOf(question: Question): ApprovalRequest | undefined {
  switch (question.kind) {
    case "command": {
      const { callId: call_id = "", command, cwd, reason } = question;
      return { type: "exec_approval_request", call_id, command: [...command], cwd, reason };
    }
    case "patch": {
      const { callId: call_id = "", reason } = question;
      const changes = fileChangesToWire(question.changes);
      return { type: "apply_patch_approval_request", call_id, changes, reason };
    }
    case "elicitation":
    case "user-questions":
    case "permissions":
      return undefined;
    default:
      return question satisfies never;
  }
}

export function answerOf(decision: ReviewDecision): Answer {
  switch (decision) {
    case "approved":
      return { type: "approved", scope: "once" };
    case "approved_for_session":
      return { type: "approved", scope: "thread" };
    case "denied":
      return { type: "denied" };
    case "abort":
      return { type: "cancelled" };
    default:
      return decision satisfies never;
  }
}
