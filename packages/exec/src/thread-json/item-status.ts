import type { ItemStatus } from "@codex/core";
import type { ItemOutcome } from "../events/index.js";

export function statusOf(status: ItemStatus): "in_progress" | "completed" | "failed" {
  switch (status) {
    case "proposed":
    case "running":
      return "in_progress";
    case "completed":
      return "completed";
    case "failed":
    case "declined":
    case "interrupted":
      return "failed";
    default:
      return status satisfies never;
  }
}

/** How the item ended, if it neither completed nor failed. */
export function outcomeOf(status: ItemStatus): { readonly outcome?: ItemOutcome } {
  return status === "declined" || status === "interrupted" ? { outcome: status } : {};
}
