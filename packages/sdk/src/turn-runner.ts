import type { ThreadEvent } from "./events.js";
import type { TurnOptions, UserInput } from "./options.js";

/** A thread, wherever its engine runs. */
export interface TurnRunner extends AsyncDisposable {
  /** Runs a turn and yields its events, ending with `turn.completed` or `turn.failed`. Leaving the loop ends the turn. */
  run(input: readonly UserInput[], options: TurnOptions): AsyncGenerator<ThreadEvent, void>;
  /** Adds input to the running turn. */
  steer(input: readonly UserInput[]): Promise<void>;
}
