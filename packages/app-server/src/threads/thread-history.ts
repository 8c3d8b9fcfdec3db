import {
  applyUpdate,
  GrowingText,
  type Item,
  type ItemUpdate,
  type ThreadEvent,
  type TurnInfo,
  type TurnView,
} from "@codex/core";

/** The turns of a loaded thread: the saved ones and those since. */
export class ThreadHistory {
  #past: TurnView[];
  #current: { info: TurnInfo; readonly items: Map<string, Item> } | undefined;
  /** Text deltas not yet merged into the items of the running turn: deltas come by the thousand, and the items are rarely read. */
  readonly #said = new Map<string, GrowingText>();

  constructor(saved: readonly TurnView[]) {
    this.#past = [...saved];
  }

  /** In order; the last one may be running. */
  get turns(): readonly TurnView[] {
    if (this.#current === undefined) return this.#past;
    const { info, items } = this.#current;
    for (const id of this.#said.keys()) this.#addSaid(id, items);
    return [...this.#past, { ...info, items: [...items.values()] }];
  }

  event(event: ThreadEvent): void {
    const items = this.#current?.items;
    switch (event.type) {
      case "turn-started":
        this.#current = { info: event.turn, items: new Map() };
        this.#said.clear();
        return;
      case "item-started":
      case "item-ended":
        this.#said.delete(event.item.id);
        items?.set(event.item.id, event.item);
        return;
      case "item-updated":
        if (items !== undefined) this.#update(event.itemId, event.update, items);
        return;
      case "turn-ended":
        if (items !== undefined) this.#past.push({ ...event.turn, items: [...items.values()] });
        this.#current = undefined;
        return;
      case "reverted": {
        const index = this.#past.findIndex(({ id }) => id === event.beforeTurnId);
        if (index !== -1) this.#past = this.#past.slice(0, index);
        return;
      }
      case "continued":
        this.#past.push(...event.turns);
        return;
      default:
        return;
    }
  }

  #update(id: string, update: ItemUpdate, items: Map<string, Item>): void {
    if (update.type === "text") {
      const said = this.#said.get(id) ?? new GrowingText();
      said.add(update.delta);
      this.#said.set(id, said);
      return;
    }
    this.#addSaid(id, items);
    const item = items.get(id);
    if (item !== undefined) items.set(id, applyUpdate(item, update));
  }

  #addSaid(id: string, items: Map<string, Item>): void {
    const [said, item] = [this.#said.get(id), items.get(id)];
    this.#said.delete(id);
    if (said !== undefined && item !== undefined)
      items.set(id, applyUpdate(item, { type: "text", delta: String(said) }));
  }
}
