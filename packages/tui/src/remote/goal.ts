import type { ThreadGoal } from "@codex/app-server-protocol/thread-goals";
import { GOAL_STATUSES, type Goal } from "@codex/core";

/** A server's goal. An unknown status must not start a turn. */
export function goalFromWire(wire: ThreadGoal): Goal {
  const { objective, tokenBudget, tokensUsed } = wire;
  return {
    objective,
    status: GOAL_STATUSES.find((status) => status === wire.status) ?? "paused",
    tokenBudget: tokenBudget ?? undefined,
    tokensUsed,
    timeUsedMs: wire.timeUsedSeconds * 1000,
    createdAt: wire.createdAt * 1000,
    updatedAt: wire.updatedAt * 1000,
  };
}
