/** Counts what runs at once. */
export class Slots {
  readonly #count: number;
  readonly #running = new Set<Promise<void>>();

  constructor(count: number) {
    this.#count = count;
  }

  get isFull(): boolean {
    return this.#running.size >= this.#count;
  }

  /** Takes a slot until the work is done. The work must not throw. */
  run(work: () => Promise<void>): void {
    const running: Promise<void> = work().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Settles when there is a free slot. */
  async free(): Promise<void> {
    while (this.isFull) await Promise.race(this.#running);
  }

  /** Settles when nothing runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
