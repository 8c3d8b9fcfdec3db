import { CodexError } from "../error.js";
import type { Turn } from "../session/turn.js";
import { isLimitReached } from "../session/turn-budget.js";

/** Does a turn's work; what it takes counts for the thread's goal, and an error stops the goal. A turn that plans works for none. */
export async function countForGoal(
  turn: Turn,
  body: (turn: Turn) => Promise<string | undefined>,
  options: { readonly isOwn: boolean },
): Promise<string | undefined> {
  const { running, context } = turn;
  const { goal } = turn.session;
  if (goal === undefined || context.mode.kind === "plan") return body(turn);
  goal.beginTurn(running.id, options);
  try {
    const message = await body(turn);
    await goal.endTurn(stoppedBy(running.info.error?.code));
    return message;
  } catch (error) {
    const { status, error: told } = running.info;
    const code = error instanceof CodexError ? error.code : "internal";
    await goal.endTurn(stoppedBy(status === "running" ? code : told?.code));
    throw error;
  }
}

/** An interrupt leaves the goal as it is: nothing begins for it before somebody speaks. */
function stoppedBy(code: CodexError["code"] | undefined): "blocked" | "usageLimited" | undefined {
  if (code === undefined || code === "interrupted") return undefined;
  return code === "usage-limit-reached" || isLimitReached(code) ? "usageLimited" : "blocked";
}
