import type { Goal, GoalStatus } from "../items/goal.js";
import type { GoalChange } from "./change-goal.js";

/** What the user wants to do with a thread's goal. */
export type GoalCommand =
  | { readonly type: "show" }
  | { readonly type: "clear" }
  /** `isAnew`: clear the existing goal first. */
  | { readonly type: "change"; readonly change: GoalChange; readonly isAnew: boolean };

/** Parses `/goal WORDS`, given the current goal. A completed goal is replaced. */
export function readGoalCommand(text: string, goal: Goal | undefined): GoalCommand {
  switch (text) {
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
      const budget = /^budget (\d+)$/.exec(text)?.[1];
      if (budget === undefined) return changeOf({ objective: text, status: "active" }, goal?.status === "complete");
      // A goal that was out of tokens continues.
      const status = goal?.status === "budgetLimited" ? "active" : undefined;
      return changeOf({ tokenBudget: Number(budget), status });
    }
  }
}

const changeOf = (change: GoalChange, isAnew = false): GoalCommand => ({ type: "change", change, isAnew });

/** A goal's status for display. */
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
