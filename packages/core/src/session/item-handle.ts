import { applyUpdate } from "../items/apply-update.js";
import { GrowingText } from "../items/growing-text.js";
import type { ItemKind, ItemOf } from "../items/item.js";
import type { ItemStatus } from "../items/item-base.js";
import type { ItemUpdate, ThreadEventBody } from "../items/thread-event.js";

/** What is known of an item by those who make it; the rest is the turn's. */
export type ItemFields<Kind extends ItemKind> = Omit<
  ItemOf<Kind>,
  "kind" | "id" | "turnId" | "status" | "startedAt" | "endedAt"
>;

/** `status` is `running` by default. */
export type NewItem<Kind extends ItemKind> = ItemFields<Kind> & { readonly status?: "proposed" | "running" };

/** How an item ends, and what is known of it by then. */
export type ItemEnd<Kind extends ItemKind> = Partial<ItemFields<Kind>> & { readonly status: FinalStatus };

type SpokenUpdate = Extract<ItemUpdate, { type: "text" | "raw-text" }>;

export type FinalStatus = Exclude<ItemStatus, "proposed" | "running">;

/** An item that is being made. Disposing of it while it is open ends it `interrupted`; what comes after its end is for nobody. */
export class ItemHandle<Kind extends ItemKind> implements Disposable {
  #item: ItemOf<Kind>;
  /** What was said last and is not in the item yet: pieces come by the ten thousand, and few ask for the item meanwhile. */
  #said: { readonly type: SpokenUpdate["type"]; readonly text: GrowingText } | undefined;
  #open = true;
  readonly #publish: (event: ThreadEventBody) => void;
  readonly #onEnd: (handle: ItemHandle<Kind>) => void;

  constructor(
    item: ItemOf<Kind>,
    publish: (event: ThreadEventBody) => void,
    onEnd: (handle: ItemHandle<Kind>) => void,
  ) {
    this.#item = item;
    this.#publish = publish;
    this.#onEnd = onEnd;
    publish({ type: "item-started", item });
  }

  get id(): string {
    return this.#item.id;
  }

  /** The item as it is now. */
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

  /** A proposed item was approved, and begins. */
  begin(): void {
    if (this.#item.status === "proposed") this.update({ type: "running" });
  }

  /** Replaces some of what is known of it. */
  change(fields: Partial<ItemFields<Kind>>): void {
    this.update({ type: "changed", item: { ...this.item, ...fields } });
  }

  /** The same, told only with the item's end. */
  note(fields: Partial<ItemFields<Kind>>): void {
    this.#item = { ...this.item, ...fields };
  }

  /** Ends as it is. */
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
    this.#onEnd(this);
    this.#publish({ type: "item-ended", item: this.#item });
  }

  [Symbol.dispose](): void {
    if (this.#open) this.#end({ status: "interrupted" });
  }
}
