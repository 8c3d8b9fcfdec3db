import { CodexError } from "../error.js";

/** The same limits as codex-rs. */
const MOST_IN_A_ROW = 3;
const MOST_IN_A_TURN = 10;

/** Counts an automatic reviewer's denials in a turn, to stop a model that keeps asking. */
export class ReviewDenials {
  #inARow = 0;
  #all = 0;

  count(isDenied: boolean): void {
    this.#inARow = isDenied ? this.#inARow + 1 : 0;
    if (isDenied) this.#all += 1;
  }

  // Differs from codex-rs, which interrupts the turn: here it fails, so that clients see the reason.
  throwIfTooMany(): void {
    if (this.#inARow < MOST_IN_A_ROW && this.#all < MOST_IN_A_TURN) return;
    const often = this.#inARow < MOST_IN_A_ROW ? `${this.#all} times` : `${this.#inARow} times in a row`;
    throw new CodexError("denied-too-often", `the automatic reviewer denied actions ${often}: the turn was stopped`);
  }
}
