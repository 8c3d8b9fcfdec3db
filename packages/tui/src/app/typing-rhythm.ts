/**
 * How long the keyboard must be silent before a key counts as an answer, in milliseconds; for slow typists, twice their time for a letter.
 */
const SILENCE_MS = 500;
const MAX_SILENCE_MS = 2_000;
/** Longer pauses end a run of typing, in milliseconds. */
const PAUSE_MS = 3_000;
/** How many letters the typing speed is measured over, and the minimum for a measurement. */
const LETTERS = 8;
const LEAST = 3;

/** Measures how fast the user types: a slow typist's key may still belong to the draft after half a second. */
export class TypingRhythm {
  readonly #now: () => number;
  #typedAt = Number.NEGATIVE_INFINITY;
  /** The times between the latest letters, in milliseconds. */
  #gaps: readonly number[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A letter was typed into the draft. */
  typed(): void {
    const now = this.#now();
    const gap = now - this.#typedAt;
    this.#gaps = gap > PAUSE_MS ? [] : [...this.#gaps, gap].slice(-LETTERS);
    this.#typedAt = now;
  }

  /** How long the keyboard must be silent before a key is no longer meant for the draft. */
  get silenceMs(): number {
    if (this.#gaps.length < LEAST || this.#now() - this.#typedAt > PAUSE_MS) return SILENCE_MS;
    const middle = this.#gaps.toSorted((a, b) => a - b)[this.#gaps.length >> 1] ?? 0;
    return Math.min(MAX_SILENCE_MS, Math.max(SILENCE_MS, 2 * middle));
  }
}
