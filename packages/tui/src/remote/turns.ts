import type { ThreadItem } from "@codex/app-server-protocol/thread-item";
import type { TurnInfo, TurnView } from "@codex/core";
import { itemFromWire } from "./items.js";
import { errorFromWire, type WireTurnError } from "./turn-error.js";

export interface WireTurn {
  readonly id: string;
  readonly status: string;
  readonly startedAt?: number | null | undefined;
  readonly completedAt?: number | null | undefined;
  readonly error?: WireTurnError | null | undefined;
  readonly items: readonly ThreadItem[];
}

/** The wire's turn times are in seconds. */
export function turnInfoFromWire(turn: Omit<WireTurn, "items">): TurnInfo {
  const status = statusFromWire(turn.status);
  return {
    id: turn.id,
    kind: "input",
    status,
    startedAt: (turn.startedAt ?? Date.now() / 1_000) * 1_000,
    ...(status === "running" ? {} : { endedAt: (turn.completedAt ?? Date.now() / 1_000) * 1_000 }),
    ...(turn.error == null ? {} : { error: errorFromWire(turn.error) }),
  };
}

function statusFromWire(status: string): TurnInfo["status"] {
  if (status === "inProgress") return "running";
  return status === "failed" || status === "interrupted" ? status : "completed";
}

/** A turn with all of its items. */
export function turnFromWire(turn: WireTurn): TurnView {
  const info = turnInfoFromWire(turn);
  const isOver = (item: ThreadItem) => info.status !== "running" || isItemOver(item);
  return {
    ...info,
    items: turn.items.flatMap((item) => itemFromWire(item, { turnId: turn.id, isOver: isOver(item) }) ?? []),
  };
}

/** Whether an item of a running turn has ended. Items without a status and without times are taken as ended. */
function isItemOver(item: ThreadItem): boolean {
  if (item.type === "other" || item.completedAtMs != null) return true;
  return item.startedAtMs == null && !("status" in item && item.status === "inProgress");
}
