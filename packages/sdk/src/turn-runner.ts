import type { ThreadEvent } from "./events.js";
import type { TurnOptions, UserInput } from "./options.js";

/** One thread, wherever its engine runs. */
export interface TurnRunner extends AsyncDisposable {
  /** Runs a turn: its events, `turn.completed` or `turn.failed` last. Leaving the loop ends the turn. */
  run(input: readonly UserInput[], options: TurnOptions): AsyncGenerator<ThreadEvent, void>;
  /** Adds to the turn that runs. */
  steer(input: readonly UserInput[]): Promise<void>;
}
