import type { ItemStatus } from "@codex/core";

type WireStatus = "inProgress" | "completed" | "failed";

const STATUSES: Readonly<Record<ItemStatus, WireStatus>> = {
  proposed: "inProgress",
  running: "inProgress",
  completed: "completed",
  failed: "failed",
  declined: "failed",
  interrupted: "failed",
};

export const statusOf = (status: ItemStatus): WireStatus => STATUSES[status];

export function statusWithDecline(status: ItemStatus): WireStatus | "declined" {
  return status === "declined" ? "declined" : statusOf(status);
}
