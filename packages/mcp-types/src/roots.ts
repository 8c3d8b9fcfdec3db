import * as z from "zod/mini";
import { notificationSchema, requestSchema } from "./message.js";
import { MetaSchema, NotificationParamsSchema, RequestParamsSchema } from "./meta.js";
import { option } from "./option.js";

/** A folder or file that the server may work on. */
export const RootSchema = z.object({
  /** `file:` */
  uri: z.string(),
  name: option(z.string()),
  _meta: option(MetaSchema),
});
export type Root = z.infer<typeof RootSchema>;

export const ListRootsRequestSchema = requestSchema("roots/list", option(RequestParamsSchema));
export type ListRootsRequest = z.infer<typeof ListRootsRequestSchema>;

export const ListRootsResultSchema = z.object({ roots: z.array(RootSchema), _meta: option(MetaSchema) });
export type ListRootsResult = z.infer<typeof ListRootsResultSchema>;

export const RootsListChangedNotificationSchema = notificationSchema(
  "notifications/roots/list_changed",
  option(NotificationParamsSchema),
);
export type RootsListChangedNotification = z.infer<typeof RootsListChangedNotificationSchema>;
