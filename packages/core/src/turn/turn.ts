import type { Session } from "../conversation/session.js";
import type { TaskContext } from "../conversation/task-runner.js";
import type { TurnContext } from "./turn-context.js";
import type { TurnDiffTracker } from "./turn-diff-tracker.js";

/** What every step of one task shares. */
export interface Turn {
  readonly session: Session;
  readonly context: TurnContext;
  readonly task: TaskContext;
  readonly diff: TurnDiffTracker;
}
