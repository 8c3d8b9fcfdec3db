import type { ReviewTarget as WireTarget } from "@codex/app-server-protocol/review";
import type { ReviewTarget } from "@codex/core";

/** What a server should review. */
export function reviewTargetToWire(target: ReviewTarget): WireTarget {
  switch (target.type) {
    case "uncommitted":
      return { type: "uncommittedChanges" };
    case "base":
      return { type: "baseBranch", branch: target.branch };
    case "commit":
      return { type: "commit", sha: target.sha, title: target.title ?? null };
    case "custom":
      return { type: "custom", instructions: target.instructions };
    default:
      return target satisfies never;
  }
}
