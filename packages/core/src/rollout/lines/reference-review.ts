import * as z from "zod/mini";
import { formatReview } from "../../review/format-review.js";
import { parseReview } from "../../review/parse-review.js";
import type { CompletedPlace } from "./parse-reference-item.js";
import type { RolloutLine } from "./rollout-line.js";

const ReferenceReviewSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("EnteredReviewMode"), id: z.string(), user_facing_hint: z.catch(z.string(), "") }),
  z.object({ type: z.literal("ExitedReviewMode"), id: z.string(), review_output: z._default(z.unknown(), null) }),
]);

/**
 * Parses the `item_completed` with which later Codex versions begin or end a review; undefined for other items. The review's own turn has no
 * other start, and the reviewer's turn within it has no end.
 */
export function parseReferenceReview(
  value: unknown,
  { turnId, startedAt, endedAt }: CompletedPlace,
): RolloutLine | undefined {
  const item = ReferenceReviewSchema.safeParse(value).data;
  if (item === undefined) return undefined;
  if (item.type === "EnteredReviewMode") {
    const { id, user_facing_hint: target } = item;
    return { type: "review-entered", item: { kind: "review", id, turnId, startedAt, status: "running", target } };
  }
  const result = parseReview(JSON.stringify(item.review_output));
  const end = result === undefined ? {} : { text: formatReview(result), findings: result.findings };
  return { type: "review-exited", turnId, end: { status: "completed", endedAt, ...end } };
}
