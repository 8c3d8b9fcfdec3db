import type { Item } from "@codex/core";

/** Calls and messages are known to clients by the ids that the model gave them. */
function idOfModel(item: Item): string | undefined {
  if ("callId" in item && item.callId) return item.callId;
  return item.modelItemId === "" ? undefined : item.modelItemId;
}

/** Text whose stream broke: what follows may begin it again. */
export function isDropped({ kind, status }: Item): boolean {
  return status === "interrupted" && (kind === "agent-message" || kind === "reasoning");
}

/** Whether another item goes by the id of the one whose stream broke. */
export function isBegunAgain(item: Item, items: readonly Item[]): boolean {
  const id = idOfModel(item);
  return id !== undefined && items.some((other) => other !== item && idOfModel(other) === id);
}

/**
 * The ids that this wire knows the items of one turn by: the model's, or ours where it gave none.
 * Differs from codex-rs: an id that the model gives to a second item of a turn is not used again, since clients would take the
 * two for one.
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

  /** Frees the item's id. */
  drop(item: Item): void {
    const id = this.#ids.get(item.id);
    if (id !== undefined) this.#taken.delete(id);
  }
}
