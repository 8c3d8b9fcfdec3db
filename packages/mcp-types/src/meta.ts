import * as z from "zod/mini";
import { option } from "./option.js";

/** Any JSON object. */
export const JsonObjectSchema = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof JsonObjectSchema>;

/** `_meta`: both sides may add their own keys to most objects. */
export const MetaSchema = JsonObjectSchema;

/** Chosen by the sender of a request that wants progress notifications. */
export const ProgressTokenSchema = z.union([z.string(), z.int()]);
export type ProgressToken = z.infer<typeof ProgressTokenSchema>;

/** `_meta` of a request. */
export const RequestMetaSchema = z.looseObject({
  /** If present, the receiver may send `notifications/progress` with it. */
  progressToken: option(ProgressTokenSchema),
});
export type RequestMeta = z.infer<typeof RequestMetaSchema>;

/** Params of requests without params of their own. Their keys are kept. */
export const RequestParamsSchema = z.looseObject({ _meta: option(RequestMetaSchema) });
export type RequestParams = z.infer<typeof RequestParamsSchema>;

/** Params of notifications without params of their own. Their keys are kept. */
export const NotificationParamsSchema = z.looseObject({ _meta: option(MetaSchema) });
export type NotificationParams = z.infer<typeof NotificationParamsSchema>;

/** The position where a list continues; opaque to clients. */
export const CursorSchema = z.string();
export type Cursor = z.infer<typeof CursorSchema>;

export const PaginatedRequestParamsSchema = z.object({
  /** `nextCursor` of the previous page. Default: the first page. */
  cursor: option(CursorSchema),
  _meta: option(RequestMetaSchema),
});
export type PaginatedRequestParams = z.infer<typeof PaginatedRequestParamsSchema>;

/** Fields of every paginated result. */
export const paginatedResult = {
  /** Present if there are more. */
  nextCursor: option(CursorSchema),
  _meta: option(MetaSchema),
};
export const PaginatedResultSchema = z.object(paginatedResult);
export type PaginatedResult = z.infer<typeof PaginatedResultSchema>;

/** Any result. Its keys are kept. */
export const ResultSchema = z.looseObject({ _meta: option(MetaSchema) });
export type Result = z.infer<typeof ResultSchema>;

/** An empty result. */
export const EmptyResultSchema = ResultSchema;
export type EmptyResult = z.infer<typeof EmptyResultSchema>;
