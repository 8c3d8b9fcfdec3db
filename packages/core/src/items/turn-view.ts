import type { Item } from "./item.js";
import type { TurnInfo } from "./turn.js";

/** A turn with its items, in the order in which they started. */
export interface TurnView extends TurnInfo {
  readonly items: readonly Item[];
  /** All changes so far, as a Git diff. */
  readonly diff?: string | undefined;
}
