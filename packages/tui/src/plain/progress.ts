import { type Safe, safe, safeLine } from "../text/safe.js";
import { wholeTime } from "../view/durations.js";

/** The time until the first report, in seconds; doubled for each further one. */
const FIRST_S = 10;

/** Reports to line-by-line readers that work is still in progress, at growing intervals. */
export class Progress {
  #next = FIRST_S;

  /** The report that is due now, if any. `seconds` is how long the activity has lasted; 0 if there is none. */
  take({ word, seconds }: { readonly word: string; readonly seconds: number }): Safe | undefined {
    if (seconds === 0) this.#next = FIRST_S;
    // Timers may fire slightly early.
    if (seconds < this.#next - 0.5) return undefined;
    while (this.#next <= seconds + 0.5) this.#next *= 2;
    return safe`${safeLine(word)}: ${wholeTime(seconds)}`;
  }
}
