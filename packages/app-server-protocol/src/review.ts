import * as z from "zod/mini";
import { TurnSchema } from "./turn.js";

export const ReviewDeliverySchema = z.literal("inline");
export type ReviewDelivery = z.infer<typeof ReviewDeliverySchema>;

/** The changes to review. */
export const ReviewTargetSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("uncommittedChanges"),
  }),
  z.object({
    type: z.literal("baseBranch"),
    branch: z.string(),
  }),
  z.object({
    type: z.literal("commit"),
    sha: z.string(),
    title: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("custom"),
    instructions: z.string(),
  }),
]);
export type ReviewTarget = z.infer<typeof ReviewTargetSchema>;

export const ReviewStartParamsSchema = z.object({
  threadId: z.string(),
  delivery: z.nullish(ReviewDeliverySchema),
  target: ReviewTargetSchema,
});
export type ReviewStartParams = z.infer<typeof ReviewStartParamsSchema>;

export const ReviewStartResponseSchema = z.object({
  reviewThreadId: z.string(),
  turn: TurnSchema,
});
export type ReviewStartResponse = z.infer<typeof ReviewStartResponseSchema>;
