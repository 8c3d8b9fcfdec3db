import type { ResponseItem } from "@codex/protocol";
import type { Goal } from "../items/goal.js";

/** Starts a goal turn, which has no user input. */
export function goalToWorkOn(goal: Goal): ResponseItem {
  return goalItem(
    "No message of the user came; go on with the goal of this thread.",
    objectiveOf(goal),
    budgetOf(goal),
    "Take the next steps towards all of it, from what the files and commands show now, not from memory. The goal outlives this " +
      "turn: what does not fit into it is left for the next one, and nothing is made smaller or easier for it. Before you call " +
      'update_goal with "complete", check every part of the objective and have seen that it holds. Call it with "blocked" only ' +
      "when the same obstacle, one that the user alone can take away, has held up several turns in a row; say then what it is. A " +
      "turn that changes nothing and finds nothing out is no progress.",
  );
}

/** For a turn that is running when the user changes the objective. */
export function goalWithNewObjective(goal: Goal): ResponseItem {
  return goalItem(
    "The user has changed the goal of this thread. From now on this is the objective, in place of the earlier one:",
    objectiveOf(goal),
    budgetOf(goal),
    "Drop work that serves the earlier objective alone.",
  );
}

/** For a turn that is running when the budget is used up. */
export function goalWithoutBudget(goal: Goal): ResponseItem {
  return goalItem(
    "The token budget of this thread's goal is used up.",
    objectiveOf(goal),
    budgetOf(goal),
    "Begin nothing new. Bring what you are at to a sound end, then tell the user what is done, what is left and what you would " +
      'do next. Used up is not complete: call update_goal with "complete" only if the objective is met.',
  );
}

/** Not the user's words, so it has the form of context: see `isContextMessage`. */
function goalItem(...paragraphs: readonly string[]): ResponseItem {
  const text = `<codex_internal_context source="goal">\n${paragraphs.join("\n\n")}\n</codex_internal_context>`;
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

/** The objective may quote a file or a page, so it must not be able to close its element. */
const objectiveOf = ({ objective }: Goal): string => `<objective>\n${objective.replaceAll("</", "<\\/")}\n</objective>`;

function budgetOf({ tokensUsed, tokenBudget }: Goal): string {
  if (tokenBudget === undefined) return `Tokens used: ${tokensUsed}. There is no budget.`;
  return `Tokens used: ${tokensUsed} of ${tokenBudget}; ${Math.max(0, tokenBudget - tokensUsed)} are left.`;
}
