import type { ThreadEventBody } from "@codex/core";
import { isDelta } from "../messages/delta.js";

/** Deltas of one item before its start. Further ones are dropped, since the item's end has all of its content. */
const MAX_EARLY = 1_000;
/** Items with early deltas at the same time; a turn of ours has few. */
const MAX_EARLY_ITEMS = 100;

/** Deltas arrive independently of the log. Puts them where they belong: between the start and the end of their item. */
export class OrderedEvents {
  readonly #emit: (event: ThreadEventBody) => void;
  readonly #open = new Set<string>();
  readonly #early = new Map<string, ThreadEventBody[]>();

  constructor(emit: (event: ThreadEventBody) => void) {
    this.#emit = emit;
  }

  /** From the log. */
  add(event: ThreadEventBody): void {
    this.#emit(event);
    if (event.type === "item-started") {
      this.#open.add(event.item.id);
      for (const delta of this.#early.get(event.item.id) ?? []) this.#emit(delta);
    }
    if (event.type === "item-started" || event.type === "item-ended") this.#early.delete(event.item.id);
    if (event.type === "item-ended") this.#open.delete(event.item.id);
    if (event.type === "turn-ended") this.#early.clear();
  }

  addDelta(event: ThreadEventBody): void {
    if (!isDelta(event)) return;
    if (this.#open.has(event.itemId)) {
      this.#emit(event);
      return;
    }
    const early = this.#early.get(event.itemId) ?? [];
    if (early.length === 0 && this.#early.size >= MAX_EARLY_ITEMS) return;
    if (early.length < MAX_EARLY) early.push(event);
    this.#early.set(event.itemId, early);
  }
}
