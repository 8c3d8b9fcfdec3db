import type { ThreadGoal } from "@codex/app-server-protocol/thread-goals";
import { type Goal, goalFields } from "@codex/core";
import { type Notification, notificationOf } from "../turns/notification.js";

export function wireGoal(threadId: string, goal: Goal): ThreadGoal {
  return { ...goalFields(threadId, goal), tokenBudget: goal.tokenBudget ?? null };
}

/** The notification of a thread's current goal; `turnId`: the turn that changed it. */
export function goalNotification(threadId: string, goal: Goal | undefined, turnId?: string | undefined): Notification {
  if (goal === undefined) return notificationOf("thread/goal/cleared", { threadId });
  return notificationOf("thread/goal/updated", { threadId, turnId: turnId ?? null, goal: wireGoal(threadId, goal) });
}
