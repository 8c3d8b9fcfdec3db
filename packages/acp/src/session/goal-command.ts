import { type Goal, goalStatusWords, readGoalCommand, type Thread, type ThreadGoal } from "@codex/core";
import { visibleText } from "@codex/thread-host";
import type { CommandOutcome } from "./slash-commands.js";

const said = (text: string): CommandOutcome => ({ type: "said", text });

/** Shows the thread's goal, sets one, or changes it. */
export async function goalCommand(thread: Thread, goal: ThreadGoal, words: string): Promise<CommandOutcome> {
  const current = await goal.read();
  const command = readGoalCommand(words, current);
  switch (command.type) {
    case "show":
      return said(current === undefined ? "There is no goal; set one with `/goal WORDS`." : goalLine(current));
    case "clear":
      return said((await goal.clear()) ? "The goal has been removed." : "There is no goal.");
    case "change": {
      await thread.keep();
      if (command.isAnew) await goal.clear();
      const result = await goal.set(command.change);
      return result.ok
        ? { type: "goal", text: goalLine(result.goal) }
        : said(`This is not possible: ${result.message}.`);
    }
    default:
      return command satisfies never;
  }
}

/** The state of a goal, on one line of Markdown. */
export function goalLine({ status, objective, tokensUsed, tokenBudget }: Goal): string {
  const budget = tokenBudget === undefined ? "" : ` of ${tokenBudget}`;
  return `Goal **${goalStatusWords(status)}**: ${visibleText(objective)} (${tokensUsed}${budget} tokens)`;
}
