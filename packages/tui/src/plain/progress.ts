import { type Safe, safe, safeLine } from "../text/safe.js";
import { wholeTime } from "../view/durations.js";

/** So long nothing has to be said, in seconds; then each time twice as long. */
const FIRST_S = 10;

/** Says to who reads line by line that something still goes on: rarely, and ever more rarely. */
export class Progress {
  #next = FIRST_S;

  /** What is to be said now, if anything is; `seconds` is how long it goes on, none while nothing does. */
  take({ word, seconds }: { readonly word: string; readonly seconds: number }): Safe | undefined {
    if (seconds === 0) this.#next = FIRST_S;
    // Clocks tick a little early.
    if (seconds < this.#next - 0.5) return undefined;
    while (this.#next <= seconds + 0.5) this.#next *= 2;
    return safe`${safeLine(word)}: ${wholeTime(seconds)}`;
  }
}
