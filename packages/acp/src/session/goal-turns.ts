import type { Ask, Goal, GoalStatus, Thread, TurnInfo } from "@codex/core";
import { goalLine } from "./goal-command.js";
import type { TurnEnds } from "./turn-ends.js";

interface Notice {
  readonly level: "info" | "warning";
  readonly message: string;
}

/** The turns that a thread starts for its goal, as part of the prompt before them, and the messages about the goal. */
export class GoalTurns {
  readonly #thread: Pick<Thread, "pursueGoal">;
  readonly #ends: TurnEnds;
  #status: GoalStatus | undefined;

  constructor(thread: Pick<Thread, "pursueGoal">, ends: TurnEnds) {
    this.#thread = thread;
    this.#ends = ends;
  }

  /** Starts turns for as long as the goal is active; returns the last one that ended, or the one given. */
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

  /** The notice for a goal that stopped being pursued because of a turn. */
  stopped(goal: Goal | undefined, turnId: string | undefined): Notice | undefined {
    const before = this.#status;
    this.#status = goal?.status;
    if (goal === undefined || turnId === undefined || goal.status === "active" || goal.status === before)
      return undefined;
    return { level: goal.status === "complete" ? "info" : "warning", message: goalLine(goal) };
  }
}
