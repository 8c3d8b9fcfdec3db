import type { ThreadItemEntry } from "@codex/app-server-protocol/thread-items";
import type { TurnView } from "@codex/core";
import { mapInSlices } from "@codex/slices";
import { itemsOfTurn } from "../turns/wire-turn.js";
import { cursorAt } from "./anchored-pages.js";

/** The items of turns, in order, each with its turn and its times. */
export async function itemEntries(turns: readonly TurnView[], threadId: string): Promise<ThreadItemEntry[]> {
  return (await mapInSlices(turns, (turn) => entriesOfTurn(turn, threadId))).flat();
}

function entriesOfTurn(turn: TurnView, threadId: string): ThreadItemEntry[] {
  return itemsOfTurn(turn, threadId).map((item) => ({ turnId: turn.id, item, ...timesOf(item) }));
}

/** The key that cursors name an item by. */
export const keyOfEntry = ({ turnId, item }: ThreadItemEntry): string => `${turnId}/${"id" in item ? item.id : ""}`;

/** Cursors for listing backwards from the latest turn and the latest item; null while there is none. */
export function backwardsCursors(turns: readonly TurnView[], threadId: string) {
  const lastTurn = turns.at(-1);
  const lastEntry = lastTurn && entriesOfTurn(lastTurn, threadId).at(-1);
  return {
    turnsBackwardsCursor: lastTurn === undefined ? null : cursorAt(lastTurn.id),
    itemsBackwardsCursor: lastEntry === undefined ? null : cursorAt(keyOfEntry(lastEntry)),
  };
}

function timesOf(item: ThreadItemEntry["item"]) {
  if (!("startedAtMs" in item)) return {};
  return { startedAtMs: item.startedAtMs ?? null, completedAtMs: item.completedAtMs ?? null };
}
