import { CodexError } from "../error.js";
import type { Turn } from "../session/turn.js";
import { isLimitReached } from "../session/turn-budget.js";

/** Runs a turn's work and counts what it uses for the thread's goal. An error stops the goal. Turns in plan mode do not count. */
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
    const { status, error: reported } = running.info;
    const code = error instanceof CodexError ? error.code : "internal";
    await goal.endTurn(stoppedBy(status === "running" ? code : reported?.code));
    throw error;
  }
}

/** An interrupt does not change the goal: no goal turn starts before the user's next message. */
function stoppedBy(code: CodexError["code"] | undefined): "blocked" | "usageLimited" | undefined {
  if (code === undefined || code === "interrupted") return undefined;
  return code === "usage-limit-reached" || isLimitReached(code) ? "usageLimited" : "blocked";
}
