import { type Goal, goalStatusWords } from "@codex/core";
import { type Safe, safe, safeLine } from "../text/safe.js";
import { wholeTime } from "./durations.js";
import type { Look } from "./look.js";

/** A goal's state, on one line. */
export function goalLine({ status, objective, tokensUsed, tokenBudget, timeUsedMs }: Goal): Safe {
  const budget = tokenBudget === undefined ? "" : ` of ${tokenBudget}`;
  const taken = safe`${safeLine(`${tokensUsed}${budget} tokens`)}, ${wholeTime(timeUsedMs / 1000)}`;
  return safe`goal ${safeLine(goalStatusWords(status))}: ${safeLine(objective)} (${taken})`;
}

/** The lines about a change of the goal; more used tokens alone are not reported. */
export function goalChangeLines(before: Goal | undefined, goal: Goal | undefined, { paint }: Look): Safe[] {
  if (goal === undefined) return before === undefined ? [] : [paint.dim(safe`the goal has been removed`)];
  const isSame = goal.status === before?.status && goal.objective === before.objective;
  return isSame ? [] : [paint.dim(goalLine(goal))];
}
