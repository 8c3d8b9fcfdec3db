/** Whether an event may be dropped for a slow reader, because the final items have the same content. */
export type IsDroppable<T> = (item: T) => boolean;

export interface EventQueueOptions<T> {
  /** How many items are queued before droppable ones are dropped. */
  readonly capacity: number;
  readonly isDroppable: IsDroppable<T>;
}

/**
 * A queue with one reader: producers push, the reader iterates. A reader more than `capacity` behind loses only droppable items; one ten
 * times as far behind is cut off with an error, so that memory stays bounded.
 */
export class EventQueue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #read = 0;
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => {};
  #drained: (() => void) | undefined;
  readonly #options: EventQueueOptions<T>;

  constructor(options: EventQueueOptions<T>) {
    this.#options = options;
  }

  /** Items that the reader has not received yet. */
  get length(): number {
    return this.#items.length - this.#read;
  }

  push(item: T): void {
    if (this.#end !== undefined) return;
    const { capacity, isDroppable } = this.#options;
    if (this.length >= capacity && isDroppable(item)) return;
    if (this.length >= capacity * 10) {
      this.fail(new Error(`the reader of these events lags more than ${capacity * 10} events behind`));
      return;
    }
    this.#items.push(item);
    this.#wake();
  }

  /** Ends the iteration after the queued items. */
  close(): void {
    this.#end ??= {};
    this.#wake();
    this.#drained?.();
  }

  /** Ends the iteration with an error, after the queued items. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake();
    this.#drained?.();
  }

  /** Undefined when the reader keeps up, otherwise settles when it has caught up or the queue has ended. */
  pressure(): Promise<void> | undefined {
    if (this.#end !== undefined || this.length < this.#options.capacity / 2) return undefined;
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    try {
      for (;;) {
        while (this.#read < this.#items.length) {
          const item = this.#items[this.#read++] as T;
          if (this.#read === this.#items.length) this.#reset();
          yield item;
        }
        if (this.#end !== undefined) {
          if ("error" in this.#end) throw this.#end.error;
          return;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.close();
    }
  }

  #reset(): void {
    this.#items = [];
    this.#read = 0;
    this.#drained?.();
    this.#drained = undefined;
  }
}
