import { CodexError } from "../error.js";

/** The same numbers as codex-rs. */
const MOST_IN_A_ROW = 3;
const MOST_IN_A_TURN = 10;

/** How often an automatic reviewer said no in a turn: a model that goes on asking is stopped. */
export class ReviewDenials {
  #inARow = 0;
  #all = 0;

  count(isDenied: boolean): void {
    this.#inARow = isDenied ? this.#inARow + 1 : 0;
    if (isDenied) this.#all += 1;
  }

  // Differs from codex-rs, where the turn is interrupted: whoever reads how it ended reads why.
  throwIfTooMany(): void {
    if (this.#inARow < MOST_IN_A_ROW && this.#all < MOST_IN_A_TURN) return;
    const often = this.#inARow < MOST_IN_A_ROW ? `${this.#all} times` : `${this.#inARow} times in a row`;
    throw new CodexError("denied-too-often", `the automatic reviewer said no ${often}: the turn does not go on`);
  }
}
