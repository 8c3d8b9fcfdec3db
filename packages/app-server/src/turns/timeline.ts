import type { ThreadTimelineEntry } from "@codex/app-server-protocol/thread-items";
import type { TurnView } from "@codex/core";
import { mapInSlices } from "@codex/slices";
import { itemsOfTurn, turnOfHistory } from "./wire-turn.js";

/** Starts, items and ends of turns in one list; positions count from 0. */
export async function timelineOf(turns: readonly TurnView[], threadId: string): Promise<ThreadTimelineEntry[]> {
  let position = 0;
  const parts = await mapInSlices(turns, (view): ThreadTimelineEntry[] => {
    const turn = turnOfHistory(view, "notLoaded", threadId);
    const { id: turnId, startedAt } = turn;
    const start = { type: "turnStarted" as const, position: position++, turnId, startedAt };
    const items = itemsOfTurn(view, threadId).map((item) => {
      return { type: "item" as const, position: position++, turnId, item };
    });
    if (view.status === "running") return [start, ...items];
    const { completedAt, durationMs, error, status } = turn;
    const end = { type: "turnCompleted" as const, position: position++, turnId, startedAt };
    return [start, ...items, { ...end, completedAt, durationMs, error, status }];
  });
  return parts.flat();
}

/** The key that cursors name an entry by. */
export function keyOfTimelineEntry(entry: ThreadTimelineEntry): string {
  if (!("turnId" in entry)) return "";
  const part = entry.type === "item" && "id" in entry.item ? `item/${entry.item.id}` : entry.type;
  return `${entry.turnId}/${part}`;
}
