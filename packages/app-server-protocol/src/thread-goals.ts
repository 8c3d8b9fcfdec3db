import * as z from "zod/mini";
import { opened } from "./open.js";

export const ThreadGoalStatusSchema = z.enum([
  "active",
  "paused",
  "blocked",
  "usageLimited",
  "budgetLimited",
  "complete",
]);
export type ThreadGoalStatus = z.infer<typeof ThreadGoalStatusSchema>;

export const ThreadGoalSchema = z.object({
  threadId: z.string(),
  createdAt: z.int(),
  objective: z.string(),
  status: opened(ThreadGoalStatusSchema),
  timeUsedSeconds: z.int(),
  tokenBudget: z.nullish(z.int()),
  tokensUsed: z.int(),
  updatedAt: z.int(),
});
export type ThreadGoal = z.infer<typeof ThreadGoalSchema>;

export const ThreadGoalMutationOriginSchema = z.enum(["user", "automatic"]);
export type ThreadGoalMutationOrigin = z.infer<typeof ThreadGoalMutationOriginSchema>;

export const ThreadGoalClearParamsSchema = z.object({
  threadId: z.string(),
  origin: z.nullish(ThreadGoalMutationOriginSchema),
});
export type ThreadGoalClearParams = z.infer<typeof ThreadGoalClearParamsSchema>;

export const ThreadGoalClearResponseSchema = z.object({
  cleared: z.boolean(),
});
export type ThreadGoalClearResponse = z.infer<typeof ThreadGoalClearResponseSchema>;

export const ThreadGoalClearedNotificationSchema = z.object({
  threadId: z.string(),
});
export type ThreadGoalClearedNotification = z.infer<typeof ThreadGoalClearedNotificationSchema>;

export const ThreadGoalGetParamsSchema = z.object({
  threadId: z.string(),
});
export type ThreadGoalGetParams = z.infer<typeof ThreadGoalGetParamsSchema>;

export const ThreadGoalGetResponseSchema = z.object({
  goal: z.nullish(ThreadGoalSchema),
});
export type ThreadGoalGetResponse = z.infer<typeof ThreadGoalGetResponseSchema>;

export const ThreadGoalSetParamsSchema = z.object({
  threadId: z.string(),
  objective: z.nullish(z.string()),
  origin: z.nullish(ThreadGoalMutationOriginSchema),
  status: z.nullish(ThreadGoalStatusSchema),
  tokenBudget: z.nullish(z.int()),
});
export type ThreadGoalSetParams = z.infer<typeof ThreadGoalSetParamsSchema>;

export const ThreadGoalSetResponseSchema = z.object({
  goal: ThreadGoalSchema,
});
export type ThreadGoalSetResponse = z.infer<typeof ThreadGoalSetResponseSchema>;

export const ThreadGoalUpdatedNotificationSchema = z.object({
  threadId: z.string(),
  turnId: z.nullish(z.string()),
  goal: ThreadGoalSchema,
});
export type ThreadGoalUpdatedNotification = z.infer<typeof ThreadGoalUpdatedNotificationSchema>;
