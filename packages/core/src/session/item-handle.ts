import { GrowingText } from "../items/growing-text.js";
import type { ItemKind, ItemOf } from "../items/item.js";
import type { ItemStatus } from "../items/item-base.js";
import type { ItemUpdate } from "../items/item-update.js";
import { applyUpdate } from "../items/item-update.js";
import type { ThreadEventBody } from "../items/thread-event.js";

/** The fields that whoever makes an item provides; the turn adds the rest. */
export type ItemFields<Kind extends ItemKind> = Omit<
  ItemOf<Kind>,
  "kind" | "id" | "turnId" | "status" | "startedAt" | "endedAt"
>;

/** `status` is `running` by default. */
export type NewItem<Kind extends ItemKind> = ItemFields<Kind> & { readonly status?: "proposed" | "running" };

/** How an item ends, with its final fields. */
export type ItemEnd<Kind extends ItemKind> = Partial<ItemFields<Kind>> & { readonly status: FinalStatus };

type SpokenUpdate = Extract<ItemUpdate, { type: "text" | "raw-text" }>;

export type FinalStatus = Exclude<ItemStatus, "proposed" | "running">;

/** An item in progress. Disposing it while it is open ends it as `interrupted`; calls after its end have no effect. */
export class ItemHandle<Kind extends ItemKind> implements Disposable {
  #item: ItemOf<Kind>;
  /** Text that is not in the item yet: there may be ten thousand pieces, and the item is seldom read meanwhile. */
  #said: { readonly type: SpokenUpdate["type"]; readonly text: GrowingText } | undefined;
  #open = true;
  readonly #publish: (event: ThreadEventBody) => void;
  readonly #onEnd: () => void;

  constructor(item: ItemOf<Kind>, publish: (event: ThreadEventBody) => void, onEnd: () => void) {
    this.#item = item;
    this.#publish = publish;
    this.#onEnd = onEnd;
    publish({ type: "item-started", item });
  }

  get id(): string {
    return this.#item.id;
  }

  /** The current state of the item. */
  get item(): ItemOf<Kind> {
    this.#settle();
    return this.#item;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  update(update: ItemUpdate): void {
    if (!this.#open) return;
    if (update.type === "text" || update.type === "raw-text") this.#say(update);
    else this.#item = applyUpdate(this.item, update);
    this.#publish({ type: "item-updated", turnId: this.#item.turnId, itemId: this.#item.id, update });
  }

  /** Marks a proposed item as approved and running. */
  begin(): void {
    if (this.#item.status === "proposed") this.update({ type: "running" });
  }

  /** Updates some of its fields. */
  change(fields: Partial<ItemFields<Kind>>): void {
    this.update({ type: "changed", item: { ...this.item, ...fields } });
  }

  /** The same, reported only with the item's end. */
  note(fields: Partial<ItemFields<Kind>>): void {
    this.#item = { ...this.item, ...fields };
  }

  /** Ends the item as it is. */
  complete(): void {
    this.#end({ status: "completed" });
  }

  end(end: ItemEnd<Kind>): void {
    this.#end(end);
  }

  #say({ type, delta }: SpokenUpdate): void {
    if (this.#said?.type !== type) {
      this.#settle();
      this.#said = { type, text: new GrowingText() };
    }
    this.#said.text.add(delta);
  }

  #settle(): void {
    if (this.#said === undefined) return;
    const { type, text } = this.#said;
    this.#said = undefined;
    this.#item = applyUpdate(this.#item, { type, delta: String(text) });
  }

  #end(end: { readonly status: FinalStatus }): void {
    if (!this.#open) return;
    this.#open = false;
    const endedAt = Date.now();
    this.#item = { ...this.item, ...end, endedAt };
    this.#onEnd();
    this.#publish({ type: "item-ended", item: this.#item });
  }

  [Symbol.dispose](): void {
    if (this.#open) this.#end({ status: "interrupted" });
  }
}
