import * as z from "zod/mini";
import { invalidRequest } from "../rpc-errors.js";

/** As `item/autoApprovalReview/completed` names it, or as codex-rs saves it. What else the event says is known here. */
const EventSchema = z.union([z.object({ reviewId: z.string() }), z.object({ id: z.string() })]);

/** The id of the review that an event of a client is about. Throws -32600. */
export function deniedReviewId(event: unknown): string {
  const parsed = EventSchema.safeParse(event).data;
  if (parsed === undefined) throw invalidRequest("invalid Guardian denial event: it has no `reviewId`");
  return "reviewId" in parsed ? parsed.reviewId : parsed.id;
}
