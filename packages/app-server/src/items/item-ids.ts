import type { Item } from "@codex/core";

/** Clients know tool calls and messages by the ids that the model gave them. */
function idOfModel(item: Item): string | undefined {
  if ("callId" in item && item.callId) return item.callId;
  return item.modelItemId === "" ? undefined : item.modelItemId;
}

/** A message or reasoning whose stream broke; a later item may start it again. */
export function isDropped({ kind, status }: Item): boolean {
  return status === "interrupted" && (kind === "agent-message" || kind === "reasoning");
}

/** Whether another item has the same id as one whose stream broke. */
export function isBegunAgain(item: Item, items: readonly Item[]): boolean {
  const id = idOfModel(item);
  return id !== undefined && items.some((other) => other !== item && idOfModel(other) === id);
}

/**
 * The ids on this wire of the items of one turn: the model's, or ours if it gave none.
 * Differs from codex-rs: if the model repeats an id within a turn, the second item gets another one, since clients would take both for the
 * same item.
 */
export class ItemIds {
  readonly #ids = new Map<string, string>();
  readonly #taken = new Set<string>();

  of(item: Item): string {
    const known = this.#ids.get(item.id);
    if (known !== undefined) return known;
    const wanted = idOfModel(item) ?? item.id;
    const id = this.#taken.has(wanted) ? item.id : wanted;
    this.#ids.set(item.id, id);
    this.#taken.add(id);
    return id;
  }

  /** Makes the item's id available again. */
  drop(item: Item): void {
    const id = this.#ids.get(item.id);
    if (id !== undefined) this.#taken.delete(id);
  }
}
