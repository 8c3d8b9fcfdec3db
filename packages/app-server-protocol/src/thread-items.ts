import * as z from "zod/mini";
import { count, shortCount } from "./count.js";
import { openUnion } from "./open.js";
import { SortDirectionSchema } from "./paging.js";
import { ThreadItemSchema } from "./thread-item.js";
import { TurnErrorSchema, TurnItemsViewSchema, TurnSchema, TurnStatusSchema } from "./turn.js";

export const ThreadItemEntrySchema = z.object({
  turnId: z.string(),
  completedAtMs: z.nullish(z.int()),
  item: ThreadItemSchema,
  outputDeferred: z.optional(z.boolean()),
  startedAtMs: z.nullish(z.int()),
});
export type ThreadItemEntry = z.infer<typeof ThreadItemEntrySchema>;

export const ThreadItemOutputDeferralSchema = z.object({
  commandExecution: z.optional(z.boolean()),
  mcpToolCall: z.optional(z.boolean()),
});
export type ThreadItemOutputDeferral = z.infer<typeof ThreadItemOutputDeferralSchema>;

export const ThreadItemsListAnchorSchema = z.object({
  type: z.literal("item"),
  itemId: z.string(),
});
export type ThreadItemsListAnchor = z.infer<typeof ThreadItemsListAnchorSchema>;

export const ThreadItemsListCursorSchema = z.union([z.string(), ThreadItemsListAnchorSchema]);
export type ThreadItemsListCursor = z.infer<typeof ThreadItemsListCursorSchema>;

export const ThreadItemsListParamsSchema = z.object({
  threadId: z.string(),
  turnId: z.nullish(z.string()),
  cursor: z.nullish(ThreadItemsListCursorSchema),
  deferOutput: z.nullish(ThreadItemOutputDeferralSchema),
  limit: z.nullish(shortCount),
  sortDirection: z.nullish(SortDirectionSchema),
});
export type ThreadItemsListParams = z.infer<typeof ThreadItemsListParamsSchema>;

export const ThreadItemsListResponseSchema = z.object({
  backwardsCursor: z.nullish(z.string()),
  data: z.array(ThreadItemEntrySchema),
  nextCursor: z.nullish(z.string()),
});
export type ThreadItemsListResponse = z.infer<typeof ThreadItemsListResponseSchema>;

export const ThreadItemsReadParamsSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemIds: z.array(z.string()),
});
export type ThreadItemsReadParams = z.infer<typeof ThreadItemsReadParamsSchema>;

export const ThreadItemsReadResponseSchema = z.object({
  data: z.array(ThreadItemEntrySchema),
});
export type ThreadItemsReadResponse = z.infer<typeof ThreadItemsReadResponseSchema>;

export const ThreadTimelineEntrySchema = openUnion([
  z.object({
    type: z.literal("item"),
    turnId: z.string(),
    item: ThreadItemSchema,
    position: count,
  }),
  z.object({
    type: z.literal("turnStarted"),
    position: count,
    startedAt: z.nullish(z.int()),
    turnId: z.string(),
  }),
  z.object({
    type: z.literal("turnCompleted"),
    completedAt: z.nullish(z.int()),
    durationMs: z.nullish(z.int()),
    error: z.nullish(TurnErrorSchema),
    position: count,
    startedAt: z.nullish(z.int()),
    status: TurnStatusSchema,
    turnId: z.string(),
  }),
]);
export type ThreadTimelineEntry = z.infer<typeof ThreadTimelineEntrySchema>;

export const ThreadTimelineListParamsSchema = z.object({
  threadId: z.string(),
  cursor: z.nullish(z.string()),
  limit: z.nullish(shortCount),
});
export type ThreadTimelineListParams = z.infer<typeof ThreadTimelineListParamsSchema>;

export const ThreadTimelineListResponseSchema = z.object({
  activeRealtimeSessionAtPageStart: z.nullish(z.string()),
  data: z.array(ThreadTimelineEntrySchema),
  nextCursor: z.nullish(z.string()),
});
export type ThreadTimelineListResponse = z.infer<typeof ThreadTimelineListResponseSchema>;

export const ThreadTurnsListParamsSchema = z.object({
  threadId: z.string(),
  cursor: z.nullish(z.string()),
  itemsView: z.nullish(TurnItemsViewSchema),
  limit: z.nullish(shortCount),
  sortDirection: z.nullish(SortDirectionSchema),
});
export type ThreadTurnsListParams = z.infer<typeof ThreadTurnsListParamsSchema>;

export const ThreadTurnsListResponseSchema = z.object({
  backwardsCursor: z.nullish(z.string()),
  data: z.array(TurnSchema),
  nextCursor: z.nullish(z.string()),
});
export type ThreadTurnsListResponse = z.infer<typeof ThreadTurnsListResponseSchema>;
