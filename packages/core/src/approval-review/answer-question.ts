import { isReviewed } from "../config/permissions/approvals-reviewer.js";
import type { Answer } from "../items/question.js";
import type { Turn } from "../session/turn.js";
import type { NewQuestion } from "../session/turn-questions.js";
import { actionForReviewer, isReviewable, type ReviewableQuestion, reviewedAction } from "./reviewable.js";

/** A reviewer's denial includes the message for the model. */
export type GivenAnswer =
  | (Answer & { readonly by: "user" | "reviewer" })
  | { readonly type: "denied"; readonly message: string; readonly by: "reviewer" };

/**
 * Routes a question of the turn to the user, or to a reviewer model in the user's place. A reviewer can only approve this one action.
 * Without a verdict the user is asked; if nobody can be asked, the answer is no.
 */
export async function answerQuestion(turn: Turn, question: NewQuestion): Promise<GivenAnswer> {
  const { context, running } = turn;
  if (isReviewed(context) && isReviewable(question)) return review(turn, question);
  return { ...(await running.ask(question)), by: "user" };
}

async function review(turn: Turn, question: ReviewableQuestion): Promise<GivenAnswer> {
  const { session, context, running } = turn;
  running.throwIfInterrupted();
  // Loaded lazily, since few sessions need it.
  const { reviewQuestion } = await import("./review-question.js");
  const { itemId: waitingItemId, callId: waitingCallId } = question;
  const action = reviewedAction(question, context.cwd);
  using item = running.item("approval-review", { waitingItemId, waitingCallId, action });
  const result = await reviewQuestion(turn, question);
  running.throwIfInterrupted();
  const { outcome, rationale } = result;
  const isDecided = outcome === "approved" || outcome === "denied";
  item.end({ ...result, status: isDecided ? "completed" : "failed" });
  if (!isDecided && running.answerer !== undefined) return { ...(await running.ask(question)), by: "user" };
  running.denials.count(outcome !== "approved");
  if (outcome === "denied") session.deniedActions.note(item.id, actionForReviewer(question, context.cwd));
  if (outcome === "approved") return { type: "approved", scope: "once", by: "reviewer" };
  return { type: "denied", message: messageOf(outcome === "denied", rationale), by: "reviewer" };
}

function messageOf(isDenied: boolean, rationale: string): string {
  if (!isDenied)
    return `the permission could not be requested: ${rationale}. Continue with what needs no permission, or say what you would need.`;
  return `an automatic reviewer denied it on the user's behalf: ${rationale}\nDo not try to achieve the same by other means. Continue with a safer approach, or stop and say what you would need the user to permit.`;
}
