/** What a thread works towards over several turns. Times are in milliseconds, dates since 1970. */
export interface Goal {
  /** Trimmed, not empty. */
  readonly objective: string;
  readonly status: GoalStatus;
  /** More than 0; undefined: no limit. */
  readonly tokenBudget?: number | undefined;
  /** Tokens of the requests that were made for it, without what the model's server had in its cache. */
  readonly tokensUsed: number;
  readonly timeUsedMs: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** `usageLimited` and `budgetLimited` say what stopped it: a limit of the account or of the session, or its own budget. */
export const GOAL_STATUSES = ["active", "paused", "blocked", "usageLimited", "budgetLimited", "complete"] as const;
export type GoalStatus = (typeof GOAL_STATUSES)[number];

/** What models and clients are told of a goal. */
export function goalFields(threadId: string, goal: Goal) {
  const { objective, status, tokenBudget, tokensUsed, timeUsedMs, createdAt, updatedAt } = goal;
  return {
    threadId,
    objective,
    status,
    tokenBudget,
    tokensUsed,
    timeUsedSeconds: seconds(timeUsedMs),
    createdAt: seconds(createdAt),
    updatedAt: seconds(updatedAt),
  };
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
