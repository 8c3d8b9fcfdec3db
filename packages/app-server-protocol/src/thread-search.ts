import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import * as z from "zod/mini";
import { count, shortCount } from "./count.js";
import { SortDirectionSchema } from "./paging.js";
import { ThreadSchema } from "./thread.js";
import { ThreadSourceKindSchema } from "./thread-list.js";

export const ThreadSearchCancelParamsSchema = z.object({
  requestId: RequestIdSchema,
});
export type ThreadSearchCancelParams = z.infer<typeof ThreadSearchCancelParamsSchema>;

export const ThreadSearchCancelResponseSchema = z.object({});
export type ThreadSearchCancelResponse = z.infer<typeof ThreadSearchCancelResponseSchema>;

export const ThreadSearchTextRangeSchema = z.object({
  end: count,
  start: count,
});
export type ThreadSearchTextRange = z.infer<typeof ThreadSearchTextRangeSchema>;

export const ThreadSearchOccurrenceSchema = z.object({
  turnId: z.string(),
  itemId: z.string(),
  snippet: z.string(),
  snippetMatchRange: ThreadSearchTextRangeSchema,
  turnCursor: z.string(),
});
export type ThreadSearchOccurrence = z.infer<typeof ThreadSearchOccurrenceSchema>;

export const ThreadSearchOccurrencesParamsSchema = z.object({
  threadId: z.string(),
  cursor: z.nullish(z.string()),
  limit: z.nullish(shortCount),
  searchTerm: z.string(),
});
export type ThreadSearchOccurrencesParams = z.infer<typeof ThreadSearchOccurrencesParamsSchema>;

export const ThreadSearchOccurrencesResponseSchema = z.object({
  data: z.array(ThreadSearchOccurrenceSchema),
  nextCursor: z.nullish(z.string()),
});
export type ThreadSearchOccurrencesResponse = z.infer<typeof ThreadSearchOccurrencesResponseSchema>;

export const ThreadSearchSortKeySchema = z.enum(["created_at", "updated_at", "recency_at"]);
export type ThreadSearchSortKey = z.infer<typeof ThreadSearchSortKeySchema>;

export const ThreadSearchParamsSchema = z.object({
  archived: z.nullish(z.boolean()),
  currentAccountOnly: z.optional(z.boolean()),
  cursor: z.nullish(z.string()),
  includeAttachedThreads: z.optional(z.boolean()),
  limit: z.nullish(shortCount),
  searchTerm: z.string(),
  sortDirection: z.nullish(SortDirectionSchema),
  sortKey: z.nullish(ThreadSearchSortKeySchema),
  sourceKinds: z.nullish(z.array(ThreadSourceKindSchema)),
});
export type ThreadSearchParams = z.infer<typeof ThreadSearchParamsSchema>;

export const ThreadSearchResultSchema = z.object({
  snippet: z.string(),
  thread: ThreadSchema,
});
export type ThreadSearchResult = z.infer<typeof ThreadSearchResultSchema>;

export const ThreadSearchPartialNotificationSchema = z.object({
  data: z.array(ThreadSearchResultSchema),
  requestId: RequestIdSchema,
});
export type ThreadSearchPartialNotification = z.infer<typeof ThreadSearchPartialNotificationSchema>;

export const ThreadSearchResponseSchema = z.object({
  backwardsCursor: z.nullish(z.string()),
  data: z.array(ThreadSearchResultSchema),
  nextCursor: z.nullish(z.string()),
});
export type ThreadSearchResponse = z.infer<typeof ThreadSearchResponseSchema>;
