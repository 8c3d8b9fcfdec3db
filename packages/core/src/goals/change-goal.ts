import type { Goal, GoalStatus } from "../items/goal.js";

/** In characters as users perceive them. */
const MAX_OBJECTIVE_LENGTH = 4000;

/** Absent fields stay unchanged; `null` removes the budget. */
export interface GoalChange {
  readonly objective?: string | undefined;
  readonly status?: GoalStatus | undefined;
  readonly tokenBudget?: number | null | undefined;
}

/** `message` tells a user or the model why there is no such goal. */
export type GoalResult = { readonly ok: true; readonly goal: Goal } | { readonly ok: false; readonly message: string };

/** Applies a change to the goal. An objective creates a goal if there is none. */
export function changedGoal(goal: Goal | undefined, change: GoalChange, now: number): GoalResult {
  const objective = change.objective?.trim();
  const fault = faultOf(objective, change.tokenBudget);
  if (fault !== undefined) return { ok: false, message: fault };
  if (objective === undefined && goal === undefined) return { ok: false, message: "the thread has no goal" };
  const before = goal ?? newGoal(objective ?? "", now);
  const { status = before.status, tokenBudget = before.tokenBudget } = change;
  const changed = { ...before, objective: objective ?? before.objective, status, updatedAt: now };
  return { ok: true, goal: withinBudget({ ...changed, tokenBudget: tokenBudget ?? undefined }) };
}

/** The goal after some work for it. */
export function goalAfterWork(goal: Goal, { tokens, ms }: { tokens: number; ms: number }, now: number): Goal {
  const tokensUsed = goal.tokensUsed + tokens;
  return withinBudget({ ...goal, tokensUsed, timeUsedMs: goal.timeUsedMs + ms, updatedAt: now });
}

/** Whether work counts for the goal. A turn that exceeds the budget still counts until its end. */
export function isWorkedFor(goal: Goal | undefined): goal is Goal {
  return goal?.status === "active" || goal?.status === "budgetLimited";
}

function newGoal(objective: string, now: number): Goal {
  const unused = { tokensUsed: 0, timeUsedMs: 0, tokenBudget: undefined };
  return { objective, status: "active", ...unused, createdAt: now, updatedAt: now };
}

function withinBudget(goal: Goal): Goal {
  const isUsedUp = goal.tokenBudget !== undefined && goal.tokensUsed >= goal.tokenBudget;
  return goal.status === "active" && isUsedUp ? { ...goal, status: "budgetLimited" } : goal;
}

function faultOf(objective: string | undefined, tokenBudget: number | null | undefined): string | undefined {
  if (objective === "") return "a goal's objective must not be empty";
  if (objective !== undefined && [...objective].length > MAX_OBJECTIVE_LENGTH)
    return `the objective of a goal must have at most ${MAX_OBJECTIVE_LENGTH} characters`;
  if (tokenBudget != null && tokenBudget <= 0) return "the token budget of a goal must be more than 0";
  return undefined;
}
