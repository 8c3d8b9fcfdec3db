import type { TurnDiffTracker } from "../diff/turn-diff-tracker.js";
import type { Session } from "./session.js";
import type { TaskContext } from "./task-runner.js";
import type { TurnContext } from "./turn-context.js";

/** What every step of one task shares. */
export interface Turn {
  readonly session: Session;
  readonly context: TurnContext;
  readonly task: TaskContext;
  readonly diff: TurnDiffTracker;
}
