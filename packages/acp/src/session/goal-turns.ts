import type { Ask, Goal, GoalStatus, Thread, TurnInfo } from "@codex/core";
import { goalLine } from "./goal-command.js";
import type { TurnEnds } from "./turn-ends.js";

interface Notice {
  readonly level: "info" | "warning";
  readonly message: string;
}

/** The turns that a thread begins for its goal, as part of the prompt after which they begin, and what is told of the goal. */
export class GoalTurns {
  readonly #thread: Pick<Thread, "pursueGoal">;
  readonly #ends: TurnEnds;
  #status: GoalStatus | undefined;

  constructor(thread: Pick<Thread, "pursueGoal">, ends: TurnEnds) {
    this.#thread = thread;
    this.#ends = ends;
  }

  /** Begins one after the other for as long as there is a goal to go on with; gives the last that ended, or the one before them. */
  async pursue<Before extends TurnInfo | undefined>(
    before: Before,
    { ask, cancelled }: { readonly ask: Ask; readonly cancelled: AbortSignal },
  ): Promise<TurnInfo | Before> {
    let last: TurnInfo | Before = before;
    while (!cancelled.aborted && (last === undefined || last.status === "completed")) {
      const turn = await this.#thread.pursueGoal({ ask });
      if (turn === undefined) break;
      last = await this.#ends.of(turn);
    }
    return last;
  }

  /** What to say of a goal that is no longer pursued because of what a turn did. */
  stopped(goal: Goal | undefined, turnId: string | undefined): Notice | undefined {
    const before = this.#status;
    this.#status = goal?.status;
    if (goal === undefined || turnId === undefined || goal.status === "active" || goal.status === before)
      return undefined;
    return { level: goal.status === "complete" ? "info" : "warning", message: goalLine(goal) };
  }
}
