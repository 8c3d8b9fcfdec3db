import type { ThreadGoal } from "@codex/app-server-protocol/thread-goals";
import type { Goal } from "@codex/core";
import { type Told, tell } from "../turns/tell.js";

export function wireGoal(threadId: string, goal: Goal): ThreadGoal {
  const { objective, status, tokenBudget = null, tokensUsed } = goal;
  return {
    threadId,
    objective,
    status,
    tokenBudget,
    tokensUsed,
    timeUsedSeconds: seconds(goal.timeUsedMs),
    createdAt: seconds(goal.createdAt),
    updatedAt: seconds(goal.updatedAt),
  };
}

/** What the goal is now; `turnId`: whose work changed it. */
export function toldGoal(threadId: string, goal: Goal | undefined, turnId?: string | undefined): Told {
  if (goal === undefined) return tell("thread/goal/cleared", { threadId });
  return tell("thread/goal/updated", { threadId, turnId: turnId ?? null, goal: wireGoal(threadId, goal) });
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
