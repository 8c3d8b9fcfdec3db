import * as z from "zod/mini";
import { count } from "./count.js";
import { openEnum } from "./open.js";

export const FuzzyFileSearchMatchTypeSchema = openEnum(["file", "directory"]);
export type FuzzyFileSearchMatchType = z.infer<typeof FuzzyFileSearchMatchTypeSchema>;

export const FuzzyFileSearchParamsSchema = z.object({
  cancellationToken: z.nullish(z.string()),
  query: z.string(),
  roots: z.array(z.string()),
});
export type FuzzyFileSearchParams = z.infer<typeof FuzzyFileSearchParamsSchema>;

/** `indices` are the matched characters of `path`, which is relative to `root`. */
export const FuzzyFileSearchResultSchema = z.object({
  file_name: z.string(),
  indices: z.nullish(z.array(count)),
  match_type: FuzzyFileSearchMatchTypeSchema,
  path: z.string(),
  root: z.string(),
  score: count,
});
export type FuzzyFileSearchResult = z.infer<typeof FuzzyFileSearchResultSchema>;

export const FuzzyFileSearchResponseSchema = z.object({
  files: z.array(FuzzyFileSearchResultSchema),
});
export type FuzzyFileSearchResponse = z.infer<typeof FuzzyFileSearchResponseSchema>;

export const FuzzyFileSearchSessionCompletedNotificationSchema = z.object({
  sessionId: z.string(),
});
export type FuzzyFileSearchSessionCompletedNotification = z.infer<
  typeof FuzzyFileSearchSessionCompletedNotificationSchema
>;

export const FuzzyFileSearchSessionStartParamsSchema = z.object({
  roots: z.array(z.string()),
  sessionId: z.string(),
});
export type FuzzyFileSearchSessionStartParams = z.infer<typeof FuzzyFileSearchSessionStartParamsSchema>;

export const FuzzyFileSearchSessionStartResponseSchema = z.object({});
export type FuzzyFileSearchSessionStartResponse = z.infer<typeof FuzzyFileSearchSessionStartResponseSchema>;

export const FuzzyFileSearchSessionStopParamsSchema = z.object({
  sessionId: z.string(),
});
export type FuzzyFileSearchSessionStopParams = z.infer<typeof FuzzyFileSearchSessionStopParamsSchema>;

export const FuzzyFileSearchSessionStopResponseSchema = z.object({});
export type FuzzyFileSearchSessionStopResponse = z.infer<typeof FuzzyFileSearchSessionStopResponseSchema>;

export const FuzzyFileSearchSessionUpdateParamsSchema = z.object({
  query: z.string(),
  sessionId: z.string(),
});
export type FuzzyFileSearchSessionUpdateParams = z.infer<typeof FuzzyFileSearchSessionUpdateParamsSchema>;

export const FuzzyFileSearchSessionUpdateResponseSchema = z.object({});
export type FuzzyFileSearchSessionUpdateResponse = z.infer<typeof FuzzyFileSearchSessionUpdateResponseSchema>;

export const FuzzyFileSearchSessionUpdatedNotificationSchema = z.object({
  files: z.array(FuzzyFileSearchResultSchema),
  query: z.string(),
  sessionId: z.string(),
});
export type FuzzyFileSearchSessionUpdatedNotification = z.infer<typeof FuzzyFileSearchSessionUpdatedNotificationSchema>;
