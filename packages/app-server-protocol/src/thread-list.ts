import * as z from "zod/mini";
import { shortCount } from "./count.js";
import { SortDirectionSchema } from "./paging.js";
import { ThreadReadStateSchema, ThreadSchema } from "./thread.js";

export const ThreadListCwdFilterSchema = z.union([z.string(), z.array(z.string())]);
export type ThreadListCwdFilter = z.infer<typeof ThreadListCwdFilterSchema>;

export const ThreadSortKeySchema = z.enum(["created_at", "updated_at", "recency_at", "section_position"]);
export type ThreadSortKey = z.infer<typeof ThreadSortKeySchema>;

export const ThreadSourceKindSchema = z.enum([
  "cli",
  "vscode",
  "exec",
  "appServer",
  "subAgent",
  "subAgentReview",
  "subAgentCompact",
  "subAgentThreadSpawn",
  "subAgentOther",
  "unknown",
]);
export type ThreadSourceKind = z.infer<typeof ThreadSourceKindSchema>;

/** Conditions, all of which must hold. Default: threads that are not archived and that a person started. */
export const ThreadListParamsSchema = z.object({
  ancestorThreadId: z.nullish(z.string()),
  archived: z.nullish(z.boolean()),
  attachedToThreadId: z.nullish(z.string()),
  currentAccountOnly: z.optional(z.boolean()),
  cursor: z.nullish(z.string()),
  /** Threads in exactly this folder. */
  cwd: z.nullish(ThreadListCwdFilterSchema),
  excludedThreadIds: z.nullish(z.array(z.string())),
  includeAttachedThreads: z.optional(z.boolean()),
  includedThreadIds: z.nullish(z.array(z.string())),
  limit: z.nullish(shortCount),
  /** Absent: the configured provider; empty: all. */
  modelProviders: z.nullish(z.array(z.string())),
  originators: z.nullish(z.array(z.string())),
  parentThreadId: z.nullish(z.string()),
  projectId: z.nullish(z.string()),
  searchTerm: z.nullish(z.string()),
  sectionId: z.nullish(z.string()),
  sortDirection: z.nullish(SortDirectionSchema),
  sortKey: z.nullish(ThreadSortKeySchema),
  sourceKinds: z.nullish(z.array(ThreadSourceKindSchema)),
  useStateDbOnly: z.optional(z.boolean()),
});
export type ThreadListParams = z.infer<typeof ThreadListParamsSchema>;

export const ThreadListResponseSchema = z.object({
  backwardsCursor: z.nullish(z.string()),
  data: z.array(ThreadSchema),
  nextCursor: z.nullish(z.string()),
  readStates: z.nullish(z.record(z.string(), ThreadReadStateSchema)),
});
export type ThreadListResponse = z.infer<typeof ThreadListResponseSchema>;

export const ThreadLoadedListParamsSchema = z.object({
  cursor: z.nullish(z.string()),
  limit: z.nullish(shortCount),
});
export type ThreadLoadedListParams = z.infer<typeof ThreadLoadedListParamsSchema>;

export const ThreadLoadedListResponseSchema = z.object({
  data: z.array(z.string()),
  nextCursor: z.nullish(z.string()),
});
export type ThreadLoadedListResponse = z.infer<typeof ThreadLoadedListResponseSchema>;
