import type { ItemStatus } from "@codex/core";

export function statusOf(status: ItemStatus): "inProgress" | "completed" | "failed" {
  switch (status) {
    case "proposed":
    case "running":
      return "inProgress";
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

export function statusWithDecline(status: ItemStatus): "inProgress" | "completed" | "failed" | "declined" {
  return status === "declined" ? "declined" : statusOf(status);
}
