import type { Goal, GoalStatus } from "../items/goal.js";
import type { GoalChange } from "./change-goal.js";

/** What a person wants of a thread's goal. */
export type GoalCommand =
  | { readonly type: "show" }
  | { readonly type: "clear" }
  /** `isAnew`: the goal that is there is cleared first. */
  | { readonly type: "change"; readonly change: GoalChange; readonly isAnew: boolean };

/** What `/goal WORDS` means where there is this goal: one that is met makes room for another. */
export function readGoalCommand(words: string, goal: Goal | undefined): GoalCommand {
  switch (words) {
    case "":
      return { type: "show" };
    case "clear":
      return { type: "clear" };
    case "pause":
      return changeOf({ status: "paused" });
    case "go":
    case "resume":
      return changeOf({ status: "active" });
    default: {
      const budget = /^budget (\d+)$/.exec(words)?.[1];
      if (budget === undefined) return changeOf({ objective: words, status: "active" }, goal?.status === "complete");
      // One that was out of tokens goes on.
      const status = goal?.status === "budgetLimited" ? "active" : undefined;
      return changeOf({ tokenBudget: Number(budget), status });
    }
  }
}

const changeOf = (change: GoalChange, isAnew = false): GoalCommand => ({ type: "change", change, isAnew });

/** Where a goal stands, for a person. */
export function goalStatusWords(status: GoalStatus): string {
  switch (status) {
    case "usageLimited":
      return "stopped by a limit";
    case "budgetLimited":
      return "out of tokens";
    case "complete":
      return "met";
    case "active":
    case "paused":
    case "blocked":
      return status;
    default:
      return status satisfies never;
  }
}
