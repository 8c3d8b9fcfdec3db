/** A path by its number in the index, with its score. */
export interface Ranked {
  readonly path: number;
  readonly score: number;
}

/** Whether `a` is shown before `b`. */
export type RanksBefore = (a: Ranked, b: Ranked) => boolean;

/** Keeps the best of many matches in a heap with the worst on top. */
export class BestMatches {
  readonly #limit: number;
  readonly #ranksBefore: RanksBefore;
  readonly #heap: Ranked[] = [];

  constructor(limit: number, ranksBefore: RanksBefore) {
    this.#limit = limit;
    this.#ranksBefore = ranksBefore;
  }

  /** A match below this score would be dropped. */
  get worstScore(): number {
    return this.#heap.length < this.#limit ? -1 : (this.#heap[0]?.score ?? -1);
  }

  offer(match: Ranked): void {
    if (this.#heap.length < this.#limit) {
      this.#heap.push(match);
      this.#rise(this.#heap.length - 1);
      return;
    }
    const worst = this.#heap[0];
    if (worst === undefined || !this.#ranksBefore(match, worst)) return;
    this.#heap[0] = match;
    this.#sink(0);
  }

  /** Best first. */
  toSorted(): readonly Ranked[] {
    return this.#heap.toSorted((a, b) => (this.#ranksBefore(a, b) ? -1 : 1));
  }

  #rise(index: number): void {
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isWorse(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(index: number): void {
    for (;;) {
      const left = 2 * index + 1;
      let worst = index;
      if (this.#isWorse(left, worst)) worst = left;
      if (this.#isWorse(left + 1, worst)) worst = left + 1;
      if (worst === index) return;
      this.#swap(index, worst);
      index = worst;
    }
  }

  #isWorse(index: number, than: number): boolean {
    const a = this.#heap[index];
    const b = this.#heap[than];
    return a !== undefined && b !== undefined && this.#ranksBefore(b, a);
  }

  #swap(index: number, other: number): void {
    const a = this.#heap[index];
    const b = this.#heap[other];
    if (a === undefined || b === undefined) return;
    this.#heap[index] = b;
    this.#heap[other] = a;
  }
}
