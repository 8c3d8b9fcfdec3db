import type { ApprovalReview } from "./approval-review.js";

/** The outcome of an automatic review, for display; undefined while it is running, and if it was stopped. */
export function describeReview(review: ApprovalReview): string | undefined {
  const { outcome, risk, authorization, rationale = "" } = review;
  if (outcome === undefined) return undefined;
  if (outcome === "timed-out" || outcome === "no-verdict")
    return `The automatic reviewer came to no verdict: ${rationale}`;
  return `The automatic reviewer ${outcome} it (risk ${risk}, authorization ${authorization}): ${rationale}`;
}
