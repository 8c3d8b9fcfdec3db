import { ClientError } from "./client-error.js";

/** Keeps events until they are read. One reader at a time; if a reader stops early, the next one continues where it stopped. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => {};

  /** `capacity` is how many events may wait to be read before the queue fails with `events-lost`. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(item: T): void {
    if (this.#end !== undefined) return;
    if (this.#items.length >= this.#capacity) {
      this.fail(new ClientError("events-lost", `More than ${this.#capacity} events were not read`));
      return;
    }
    this.#items.push(item);
    this.#wake();
  }

  /** Waiting events are still read. */
  close(): void {
    this.#end ??= {};
    this.#wake();
  }

  /** Waiting events are still read, then the reader gets the error. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  /** Undefined when there will be no more. */
  async next(): Promise<T | undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) return item;
      if (this.#end !== undefined) {
        if ("error" in this.#end) throw this.#end.error;
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (let item = await this.next(); item !== undefined; item = await this.next()) yield item;
  }
}
