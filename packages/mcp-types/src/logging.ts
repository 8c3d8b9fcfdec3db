import * as z from "zod/mini";
import { notificationSchema, requestSchema } from "./message.js";
import { MetaSchema, RequestMetaSchema } from "./meta.js";
import { option } from "./option.js";

/** As in syslog (RFC 5424), least severe first. */
export const LoggingLevelSchema = z.enum([
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
]);
export type LoggingLevel = z.infer<typeof LoggingLevelSchema>;

/** The lowest severity that the client wants. */
export const SetLevelRequestParamsSchema = z.object({ level: LoggingLevelSchema, _meta: option(RequestMetaSchema) });
export type SetLevelRequestParams = z.infer<typeof SetLevelRequestParamsSchema>;

export const SetLevelRequestSchema = requestSchema("logging/setLevel", SetLevelRequestParamsSchema);
export type SetLevelRequest = z.infer<typeof SetLevelRequestSchema>;

export const LoggingMessageNotificationParamsSchema = z.object({
  level: LoggingLevelSchema,
  logger: option(z.string()),
  /** A text, or any JSON value. */
  data: z.unknown(),
  _meta: option(MetaSchema),
});
export type LoggingMessageNotificationParams = z.infer<typeof LoggingMessageNotificationParamsSchema>;

export const LoggingMessageNotificationSchema = notificationSchema(
  "notifications/message",
  LoggingMessageNotificationParamsSchema,
);
export type LoggingMessageNotification = z.infer<typeof LoggingMessageNotificationSchema>;
