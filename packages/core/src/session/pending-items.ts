import type { ResponseItem } from "@codex/protocol";

/** Items queued for the model's next request, such as messages from subagents. Queueing one does not start a request. */
export class PendingItems {
  readonly #onArrival: () => void;
  #items: ResponseItem[] = [];

  constructor(onArrival: () => void) {
    this.#onArrival = onArrival;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  add(items: readonly ResponseItem[]): void {
    this.#items.push(...items);
    this.#onArrival();
  }

  /** Returns the items and removes them from the queue. */
  take(): readonly ResponseItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}
