import * as z from "zod/mini";
import { option } from "./option.js";

/** Any JSON object. */
export const JsonObjectSchema = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof JsonObjectSchema>;

/** `_meta`: both sides may add keys of their own to most things. */
export const MetaSchema = JsonObjectSchema;

/** Chosen by who sends a request and wants to hear of its progress. */
export const ProgressTokenSchema = z.union([z.string(), z.int()]);
export type ProgressToken = z.infer<typeof ProgressTokenSchema>;

/** `_meta` of a request. */
export const RequestMetaSchema = z.looseObject({
  /** When present, the receiver may send `notifications/progress` with it. */
  progressToken: option(ProgressTokenSchema),
});
export type RequestMeta = z.infer<typeof RequestMetaSchema>;

/** Params of requests that take none of their own. Their keys are kept. */
export const RequestParamsSchema = z.looseObject({ _meta: option(RequestMetaSchema) });
export type RequestParams = z.infer<typeof RequestParamsSchema>;

/** Params of notifications that take none of their own. Their keys are kept. */
export const NotificationParamsSchema = z.looseObject({ _meta: option(MetaSchema) });
export type NotificationParams = z.infer<typeof NotificationParamsSchema>;

/** Where a list goes on; opaque to whoever asks. */
export const CursorSchema = z.string();
export type Cursor = z.infer<typeof CursorSchema>;

export const PaginatedRequestParamsSchema = z.object({
  /** `nextCursor` of the page before. Default: the first page. */
  cursor: option(CursorSchema),
  _meta: option(RequestMetaSchema),
});
export type PaginatedRequestParams = z.infer<typeof PaginatedRequestParamsSchema>;

/** Fields of every result that is one page of a list. */
export const paginatedResult = {
  /** Present when there are more. */
  nextCursor: option(CursorSchema),
  _meta: option(MetaSchema),
};
export const PaginatedResultSchema = z.object(paginatedResult);
export type PaginatedResult = z.infer<typeof PaginatedResultSchema>;

/** Any result. Its keys are kept. */
export const ResultSchema = z.looseObject({ _meta: option(MetaSchema) });
export type Result = z.infer<typeof ResultSchema>;

/** A result that only says "done". */
export const EmptyResultSchema = ResultSchema;
export type EmptyResult = z.infer<typeof EmptyResultSchema>;
