import type { ItemStatus } from "@codex/core";
import type { ItemOutcome } from "../events/index.js";

type JsonStatus = "in_progress" | "completed" | "failed";

const STATUSES: Readonly<Record<ItemStatus, JsonStatus>> = {
  proposed: "in_progress",
  running: "in_progress",
  completed: "completed",
  failed: "failed",
  declined: "failed",
  interrupted: "failed",
};

export const statusOf = (status: ItemStatus): JsonStatus => STATUSES[status];

/** How the item ended, if it neither completed nor failed. */
export function outcomeOf(status: ItemStatus): { readonly outcome?: ItemOutcome } {
  return status === "declined" || status === "interrupted" ? { outcome: status } : {};
}
