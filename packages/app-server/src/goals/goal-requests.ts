import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { useGoal } from "./use-goal.js";
import { wireGoal } from "./wire-goal.js";

type Methods = "thread/goal/set" | "thread/goal/get" | "thread/goal/clear";

/** Requests about the goals of threads. */
export function goalRequests(context: ClientContext): RequestHandlers<Methods> {
  return {
    "thread/goal/set": ({ threadId: id, ...params }, request) =>
      useGoal(context, { id, request }, async ({ threadId, goal, served }) => {
        await served?.thread.keep();
        const { objective, status, tokenBudget } = params;
        const change = { objective: objective ?? undefined, status: status ?? undefined, tokenBudget };
        const result = await goal.set(change);
        if (!result.ok) throw invalidRequest(result.message);
        request.afterAnswer(() => void served?.pursueGoal());
        return { goal: wireGoal(threadId, result.goal) };
      }),
    "thread/goal/get": ({ threadId: id }, request) =>
      useGoal(context, { id, request }, async ({ threadId, goal }) => {
        const found = await goal.read();
        return { goal: found === undefined ? null : wireGoal(threadId, found) };
      }),
    "thread/goal/clear": ({ threadId: id }, request) =>
      useGoal(context, { id, request }, async ({ goal }) => ({ cleared: await goal.clear() })),
  };
}
