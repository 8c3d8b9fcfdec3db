import * as z from "zod/mini";
import { RequestIdSchema } from "./json-rpc.js";
import { notificationSchema } from "./message.js";
import { MetaSchema, ProgressTokenSchema } from "./meta.js";
import { option } from "./option.js";

export const ProgressNotificationParamsSchema = z.object({
  /** The token from the request's `_meta`. */
  progressToken: ProgressTokenSchema,
  /** Increases with each notification. */
  progress: z.number(),
  /** The final value of `progress`, if known. */
  total: option(z.number()),
  /** For a person. */
  message: option(z.string()),
  _meta: option(MetaSchema),
});
export type ProgressNotificationParams = z.infer<typeof ProgressNotificationParamsSchema>;

export const ProgressNotificationSchema = notificationSchema(
  "notifications/progress",
  ProgressNotificationParamsSchema,
);
export type ProgressNotification = z.infer<typeof ProgressNotificationSchema>;

export const CancelledNotificationParamsSchema = z.object({
  /** Always present, except if a task is cancelled (2025-11-25). */
  requestId: option(RequestIdSchema),
  /** For a person. */
  reason: option(z.string()),
  _meta: option(MetaSchema),
});
export type CancelledNotificationParams = z.infer<typeof CancelledNotificationParamsSchema>;

/** The sender of a request no longer wants an answer. */
export const CancelledNotificationSchema = notificationSchema(
  "notifications/cancelled",
  CancelledNotificationParamsSchema,
);
export type CancelledNotification = z.infer<typeof CancelledNotificationSchema>;
