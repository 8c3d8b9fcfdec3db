import type { ResponseItem } from "@codex/protocol";
import { environmentContextItem } from "../context/environment-context.js";
import { userInstructionsItem } from "../context/user-instructions.js";
import { ConversationHistory } from "../history/conversation-history.js";
import { lastAssistantMessage } from "../model/last-message.js";
import { userMessage } from "../model/messages.js";
import { formatReview } from "../review/format-review.js";
import { parseReview, type ReviewResult } from "../review/parse-review.js";
import { REVIEW_INSTRUCTIONS } from "../review/review-instructions.js";
import { describeTarget, type ReviewTarget, reviewMessage, reviewRequest } from "../review/review-target.js";
import type { Turn } from "../session/turn.js";
import { hookContextItems, runTurnHooks } from "../session/turn-hooks.js";
import { runSampling } from "./run-sampling.js";

const NO_ANSWER = "The reviewer did not answer.";

/**
 * Runs a review in a separate turn. The reviewer starts without the thread's transcript; the finished review is added to it. Returns the
 * review's text.
 */
export async function runReviewTurn(turn: Turn, target: ReviewTarget): Promise<string> {
  const { running, session } = turn;
  const request = reviewRequest(target);
  using item = running.item("review", { target: describeTarget(target) });
  const outcome = await runTurnHooks(turn, { event: "UserPromptSubmit", input: { prompt: request } });
  if (outcome.objections.length > 0) {
    // Nothing is recorded: input that the hook blocked must not reach the model with the next turn either.
    return end(`A hook blocked the review: ${outcome.objections.join("; ")}`);
  }
  running.finishedItem("user-message", { content: [{ type: "text", text: request }] });
  const answer = await askReviewer(turn, [userMessage(request), ...hookContextItems(outcome)]);
  running.throwIfInterrupted();
  const result = parseReview(answer);
  const text = end(result === undefined ? answer.trim() || NO_ANSWER : formatReview(result), result?.findings);
  await session.record([userMessage(reviewMessage(target)), assistantText(text)]);
  return text;

  function end(words: string, findings?: ReviewResult["findings"]): string {
    item.end({ status: "completed", text: words, findings });
    running.finishedItem("agent-message", { text: words });
    return words;
  }
}

async function askReviewer(turn: Turn, request: readonly ResponseItem[]): Promise<string> {
  const { session, context } = turn;
  const { userInstructions } = session;
  const { cwd, approvalPolicy, sandboxPolicy } = context;
  const history = new ConversationHistory();
  history.add([
    ...(userInstructions === undefined ? [] : [userInstructionsItem(userInstructions, context)]),
    environmentContextItem({ cwd, approvalPolicy, sandboxPolicy }),
    ...request,
  ]);
  const reviewer: Turn = { ...turn, aside: { instructions: REVIEW_INSTRUCTIONS, history } };
  for (;;) {
    const { items, calledTools } = await runSampling(reviewer, history.items);
    turn.running.throwIfInterrupted();
    if (!calledTools) return lastAssistantMessage(items) ?? "";
  }
}

function assistantText(text: string): ResponseItem {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text }] };
}
