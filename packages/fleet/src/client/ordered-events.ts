import type { ThreadEventBody } from "@codex/core";
import { isDelta } from "../messages/delta.js";

/** Deltas of an item whose start has not come yet; more are let go, the end of the item has them all. */
const MAX_EARLY = 1_000;

/**
 * Puts deltas, which come on a way of their own, where the contract of a thread's events has them: between the start and the end of
 * their item.
 */
export class OrderedEvents {
  readonly #tell: (event: ThreadEventBody) => void;
  readonly #open = new Set<string>();
  readonly #early = new Map<string, ThreadEventBody[]>();

  constructor(tell: (event: ThreadEventBody) => void) {
    this.#tell = tell;
  }

  /** From the log. */
  add(event: ThreadEventBody): void {
    this.#tell(event);
    if (event.type === "item-started") {
      this.#open.add(event.item.id);
      for (const delta of this.#early.get(event.item.id) ?? []) this.#tell(delta);
    }
    if (event.type === "item-started" || event.type === "item-ended") this.#early.delete(event.item.id);
    if (event.type === "item-ended") this.#open.delete(event.item.id);
    if (event.type === "turn-ended") this.#early.clear();
  }

  addDelta(event: ThreadEventBody): void {
    if (!isDelta(event)) return;
    if (this.#open.has(event.itemId)) {
      this.#tell(event);
      return;
    }
    const early = this.#early.get(event.itemId) ?? [];
    if (early.length < MAX_EARLY) early.push(event);
    this.#early.set(event.itemId, early);
  }
}
