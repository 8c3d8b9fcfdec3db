/** What a thread works towards over several turns. Durations are in milliseconds, dates in milliseconds since 1970. */
export interface Goal {
  /** Trimmed, not empty. */
  readonly objective: string;
  readonly status: GoalStatus;
  /** Greater than 0; undefined means no limit. */
  readonly tokenBudget?: number | undefined;
  /** Tokens of all requests for it, without those that the model's server had cached. */
  readonly tokensUsed: number;
  readonly timeUsedMs: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** `usageLimited`: stopped by a limit of the account or the session. `budgetLimited`: stopped by its own budget. */
export const GOAL_STATUSES = ["active", "paused", "blocked", "usageLimited", "budgetLimited", "complete"] as const;
export type GoalStatus = (typeof GOAL_STATUSES)[number];

/** The fields of a goal that models and clients receive. */
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
