import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { findGoal } from "./find-goal.js";
import { wireGoal } from "./wire-goal.js";

type Methods = "thread/goal/set" | "thread/goal/get" | "thread/goal/clear";

/** What threads work towards over several turns. */
export function goalRequests(context: ClientContext): RequestHandlers<Methods> {
  return {
    async "thread/goal/set"(params, request) {
      const { threadId, goal, served } = await findGoal(context, params.threadId, request);
      await served?.thread.keep();
      const { objective, status, tokenBudget } = params;
      const change = { objective: objective ?? undefined, status: status ?? undefined, tokenBudget };
      const result = await goal.set(change);
      if (!result.ok) throw invalidRequest(result.message);
      request.afterAnswer(() => void served?.pursueGoal());
      return { goal: wireGoal(threadId, result.goal) };
    },
    async "thread/goal/get"(params, request) {
      const { threadId, goal } = await findGoal(context, params.threadId, request);
      const found = await goal.read();
      return { goal: found === undefined ? null : wireGoal(threadId, found) };
    },
    async "thread/goal/clear"(params, request) {
      const { goal } = await findGoal(context, params.threadId, request);
      return { cleared: await goal.clear() };
    },
  };
}
