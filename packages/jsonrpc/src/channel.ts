/** A queue between one writer and one reader that makes the writer wait when the reader is slow. */
export class Channel<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #closed = false;
  #wakeReader: () => void = () => {};
  #wakeWriter: () => void = () => {};

  /** `capacity` is how many items may be queued before `push` waits. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Resolves when the reader has caught up enough, or the channel is closed. */
  async push(...items: T[]): Promise<void> {
    if (this.#closed) return;
    this.#items.push(...items);
    this.#wakeReader();
    while (this.#items.length > this.#capacity && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
  }

  /** The reader still gets what was pushed. */
  close(): void {
    this.#closed = true;
    this.#wakeReader();
    this.#wakeWriter();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      const items = this.#items;
      this.#items = [];
      this.#wakeWriter();
      yield* items;
      if (this.#items.length > 0) continue;
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  }
}
