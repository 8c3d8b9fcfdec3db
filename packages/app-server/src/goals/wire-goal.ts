import type { ThreadGoal } from "@codex/app-server-protocol/thread-goals";
import { type Goal, goalFields } from "@codex/core";
import { type Told, tell } from "../turns/tell.js";

export function wireGoal(threadId: string, goal: Goal): ThreadGoal {
  return { ...goalFields(threadId, goal), tokenBudget: goal.tokenBudget ?? null };
}

/** What the goal is now; `turnId`: whose work changed it. */
export function toldGoal(threadId: string, goal: Goal | undefined, turnId?: string | undefined): Told {
  if (goal === undefined) return tell("thread/goal/cleared", { threadId });
  return tell("thread/goal/updated", { threadId, turnId: turnId ?? null, goal: wireGoal(threadId, goal) });
}
