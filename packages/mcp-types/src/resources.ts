import * as z from "zod/mini";
import { AnnotationsSchema } from "./annotations.js";
import { IconSchema } from "./icon.js";
import { notificationSchema, requestSchema } from "./message.js";
import {
  MetaSchema,
  NotificationParamsSchema,
  PaginatedRequestParamsSchema,
  paginatedResult,
  RequestMetaSchema,
} from "./meta.js";
import { option } from "./option.js";
import { BlobResourceContentsSchema, ResourceSchema, TextResourceContentsSchema } from "./resource.js";

/** Describes many resources at once. */
export const ResourceTemplateSchema = z.object({
  /** RFC 6570. */
  uriTemplate: z.string(),
  name: z.string(),
  title: option(z.string()),
  description: option(z.string()),
  /** If all matching resources have the same type. */
  mimeType: option(z.string()),
  icons: option(z.array(IconSchema)),
  annotations: option(AnnotationsSchema),
  _meta: option(MetaSchema),
});
export type ResourceTemplate = z.infer<typeof ResourceTemplateSchema>;

export const ListResourcesRequestSchema = requestSchema("resources/list", option(PaginatedRequestParamsSchema));
export type ListResourcesRequest = z.infer<typeof ListResourcesRequestSchema>;

export const ListResourcesResultSchema = z.object({ resources: z.array(ResourceSchema), ...paginatedResult });
export type ListResourcesResult = z.infer<typeof ListResourcesResultSchema>;

export const ListResourceTemplatesRequestSchema = requestSchema(
  "resources/templates/list",
  option(PaginatedRequestParamsSchema),
);
export type ListResourceTemplatesRequest = z.infer<typeof ListResourceTemplatesRequestSchema>;

export const ListResourceTemplatesResultSchema = z.object({
  resourceTemplates: z.array(ResourceTemplateSchema),
  ...paginatedResult,
});
export type ListResourceTemplatesResult = z.infer<typeof ListResourceTemplatesResultSchema>;

/** Params that name one resource. */
export const ResourceRequestParamsSchema = z.object({ uri: z.string(), _meta: option(RequestMetaSchema) });
export type ResourceRequestParams = z.infer<typeof ResourceRequestParamsSchema>;

export const ReadResourceRequestParamsSchema = ResourceRequestParamsSchema;
export type ReadResourceRequestParams = z.infer<typeof ReadResourceRequestParamsSchema>;

/** Errors: -32002 when there is no such resource. */
export const ReadResourceRequestSchema = requestSchema("resources/read", ReadResourceRequestParamsSchema);
export type ReadResourceRequest = z.infer<typeof ReadResourceRequestSchema>;

export const ReadResourceResultSchema = z.object({
  contents: z.array(z.union([TextResourceContentsSchema, BlobResourceContentsSchema])),
  _meta: option(MetaSchema),
});
export type ReadResourceResult = z.infer<typeof ReadResourceResultSchema>;

export const SubscribeRequestParamsSchema = ResourceRequestParamsSchema;
export type SubscribeRequestParams = z.infer<typeof SubscribeRequestParamsSchema>;

/** Asks for `notifications/resources/updated` whenever the resource changes. */
export const SubscribeRequestSchema = requestSchema("resources/subscribe", SubscribeRequestParamsSchema);
export type SubscribeRequest = z.infer<typeof SubscribeRequestSchema>;

export const UnsubscribeRequestParamsSchema = ResourceRequestParamsSchema;
export type UnsubscribeRequestParams = z.infer<typeof UnsubscribeRequestParamsSchema>;

export const UnsubscribeRequestSchema = requestSchema("resources/unsubscribe", UnsubscribeRequestParamsSchema);
export type UnsubscribeRequest = z.infer<typeof UnsubscribeRequestSchema>;

export const ResourceListChangedNotificationSchema = notificationSchema(
  "notifications/resources/list_changed",
  option(NotificationParamsSchema),
);
export type ResourceListChangedNotification = z.infer<typeof ResourceListChangedNotificationSchema>;

export const ResourceUpdatedNotificationParamsSchema = z.object({
  /** May be below the subscribed resource. */
  uri: z.string(),
  _meta: option(MetaSchema),
});
export type ResourceUpdatedNotificationParams = z.infer<typeof ResourceUpdatedNotificationParamsSchema>;

export const ResourceUpdatedNotificationSchema = notificationSchema(
  "notifications/resources/updated",
  ResourceUpdatedNotificationParamsSchema,
);
export type ResourceUpdatedNotification = z.infer<typeof ResourceUpdatedNotificationSchema>;
