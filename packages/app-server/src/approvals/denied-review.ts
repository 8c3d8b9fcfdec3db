import * as z from "zod/mini";
import { invalidRequest } from "../rpc-errors.js";

/** The id as in `item/autoApprovalReview/completed`, or as codex-rs saves it. The rest of the event is already known here. */
const EventSchema = z.union([z.object({ reviewId: z.string() }), z.object({ id: z.string() })]);

/** The id of the review that a client's event is about. Throws -32600. */
export function deniedReviewId(event: unknown): string {
  const parsed = EventSchema.safeParse(event).data;
  if (parsed === undefined) throw invalidRequest("invalid Guardian denial event: it has no `reviewId`");
  return "reviewId" in parsed ? parsed.reviewId : parsed.id;
}
