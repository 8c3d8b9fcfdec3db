import type { ResponseItem } from "@codex/protocol";
import type { Goal } from "../items/goal.js";
import { userMessage } from "../model/messages.js";

/** Starts a goal turn, which has no user input. */
export function goalTurnMessage(goal: Goal): ResponseItem {
  return goalItem(
    "There is no new message from the user. Continue working towards the goal of this thread.",
    objectiveOf(goal),
    budgetOf(goal),
    "Take the next steps towards the whole objective. Base them on the current files and on command output, not on memory. The " +
      "goal continues after this turn: leave work that does not fit for the next turn, and do not make the objective smaller or " +
      'easier. Before you call update_goal with "complete", verify every part of the objective. Call it with "blocked" only if the ' +
      "same obstacle has stopped you for several turns in a row and only the user can remove it; then say what the obstacle is. " +
      "Every turn must change something or find something out.",
  );
}

/** For a turn that is running when the user changes the objective. */
export function newObjectiveMessage(goal: Goal): ResponseItem {
  return goalItem(
    "The user has changed the goal of this thread. This objective replaces the earlier one:",
    objectiveOf(goal),
    budgetOf(goal),
    "Stop any work that only serves the earlier objective.",
  );
}

/** For a turn that is running when the budget is used up. */
export function usedUpBudgetMessage(goal: Goal): ResponseItem {
  return goalItem(
    "The token budget of this thread's goal is used up.",
    objectiveOf(goal),
    budgetOf(goal),
    "Do not start anything new. Finish the current step cleanly, then tell the user what is done, what is left and what you would " +
      'do next. A used-up budget does not complete the goal: call update_goal with "complete" only if the objective is met.',
  );
}

const TAG = '<codex_internal_context source="goal">';

/** Whether an item tells the model about the thread's goal. */
export function isGoalMessage(item: ResponseItem): boolean {
  if (item.type !== "message" || item.role !== "user") return false;
  const [first] = item.content;
  return first?.type === "input_text" && first.text.startsWith(TAG);
}

/** Not the user's words, so it has the form of context: see `isContextMessage`. */
function goalItem(...paragraphs: readonly string[]): ResponseItem {
  return userMessage(`${TAG}\n${paragraphs.join("\n\n")}\n</codex_internal_context>`);
}

/** The objective may quote a file or a page, so it must not be able to close its element. */
const objectiveOf = ({ objective }: Goal): string => `<objective>\n${objective.replaceAll("</", "<\\/")}\n</objective>`;

function budgetOf({ tokensUsed, tokenBudget }: Goal): string {
  if (tokenBudget === undefined) return `Tokens used: ${tokensUsed}. There is no budget.`;
  return `Tokens used: ${tokensUsed} of ${tokenBudget}; ${Math.max(0, tokenBudget - tokensUsed)} are left.`;
}
