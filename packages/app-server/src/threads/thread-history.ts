import { applyUpdate, type Item, type ThreadEvent, type TurnInfo, type TurnView } from "@codex/core";

/** The turns of a loaded thread: those that were saved, and what has happened since. */
export class ThreadHistory {
  #past: TurnView[];
  #current: { info: TurnInfo; readonly items: Map<string, Item> } | undefined;

  constructor(saved: readonly TurnView[]) {
    this.#past = [...saved];
  }

  /** In order; the last one may be running. */
  get turns(): readonly TurnView[] {
    if (this.#current === undefined) return this.#past;
    return [...this.#past, { ...this.#current.info, items: [...this.#current.items.values()] }];
  }

  event(event: ThreadEvent): void {
    const items = this.#current?.items;
    switch (event.type) {
      case "turn-started":
        this.#current = { info: event.turn, items: new Map() };
        return;
      case "item-started":
      case "item-ended":
        items?.set(event.item.id, event.item);
        return;
      case "item-updated": {
        const item = items?.get(event.itemId);
        if (item !== undefined) items?.set(item.id, applyUpdate(item, event.update));
        return;
      }
      case "turn-ended":
        if (items !== undefined) this.#past.push({ ...event.turn, items: [...items.values()] });
        this.#current = undefined;
        return;
      case "reverted": {
        const index = this.#past.findIndex(({ id }) => id === event.beforeTurnId);
        if (index !== -1) this.#past = this.#past.slice(0, index);
        return;
      }
      default:
        return;
    }
  }
}
