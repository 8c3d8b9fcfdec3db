/** How long the keyboard must have been silent before a key answers, in milliseconds; of slow hands twice what they take for a letter. */
const SILENCE_MS = 500;
const MAX_SILENCE_MS = 2_000;
/** Who paused for so long begins anew, in milliseconds. */
const PAUSE_MS = 3_000;
/** So many letters tell how fast somebody types; fewer than the least tell nothing. */
const LETTERS = 8;
const LEAST = 3;

/** How fast the user types: a key that comes after half a second still belongs to the words of who types slowly. */
export class TypingRhythm {
  readonly #now: () => number;
  #typedAt = Number.NEGATIVE_INFINITY;
  /** Milliseconds between the latest letters. */
  #gaps: readonly number[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A letter went into the draft. */
  typed(): void {
    const now = this.#now();
    const gap = now - this.#typedAt;
    this.#gaps = gap > PAUSE_MS ? [] : [...this.#gaps, gap].slice(-LETTERS);
    this.#typedAt = now;
  }

  /** The silence after which a key is no longer meant for the draft. */
  get silenceMs(): number {
    if (this.#gaps.length < LEAST || this.#now() - this.#typedAt > PAUSE_MS) return SILENCE_MS;
    const middle = this.#gaps.toSorted((a, b) => a - b)[this.#gaps.length >> 1] ?? 0;
    return Math.min(MAX_SILENCE_MS, Math.max(SILENCE_MS, 2 * middle));
  }
}
