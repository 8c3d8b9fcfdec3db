/** Limits how many turns run at the same time. */
export class Slots {
  readonly #count: number;
  readonly #running = new Set<Promise<void>>();

  constructor(count: number) {
    this.#count = count;
  }

  get isFull(): boolean {
    return this.#running.size >= this.#count;
  }

  /** Occupies a slot until the work is done. The work must not throw. */
  run(work: () => Promise<void>): void {
    const running: Promise<void> = work().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Settles when a slot is free. */
  async free(): Promise<void> {
    while (this.isFull) await Promise.race(this.#running);
  }

  /** Settles when all slots are free. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
