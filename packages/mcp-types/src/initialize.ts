import * as z from "zod/mini";
import { ClientCapabilitiesSchema, ServerCapabilitiesSchema } from "./capabilities.js";
import { IconSchema } from "./icon.js";
import { notificationSchema, requestSchema } from "./message.js";
import { MetaSchema, NotificationParamsSchema, RequestMetaSchema, RequestParamsSchema } from "./meta.js";
import { option } from "./option.js";

/** A program that speaks MCP. */
export const ImplementationSchema = z.object({
  name: z.string(),
  title: option(z.string()),
  version: z.string(),
  /** New in 2025-11-25, as are the two below. */
  description: option(z.string()),
  websiteUrl: option(z.string()),
  icons: option(z.array(IconSchema)),
});
export type Implementation = z.infer<typeof ImplementationSchema>;

export const InitializeRequestParamsSchema = z.object({
  /** The newest version that the client supports. */
  protocolVersion: z.string(),
  capabilities: ClientCapabilitiesSchema,
  clientInfo: ImplementationSchema,
  _meta: option(RequestMetaSchema),
});
export type InitializeRequestParams = z.infer<typeof InitializeRequestParamsSchema>;

/** The first request of a connection. */
export const InitializeRequestSchema = requestSchema("initialize", InitializeRequestParamsSchema);
export type InitializeRequest = z.infer<typeof InitializeRequestSchema>;

export const InitializeResultSchema = z.object({
  /** The version that both sides use from now on; the client disconnects if it does not support it. */
  protocolVersion: z.string(),
  capabilities: ServerCapabilitiesSchema,
  serverInfo: ImplementationSchema,
  /** How to use the server, for the model. */
  instructions: option(z.string()),
  _meta: option(MetaSchema),
});
export type InitializeResult = z.infer<typeof InitializeResultSchema>;

/** The client's answer to the result. */
export const InitializedNotificationSchema = notificationSchema(
  "notifications/initialized",
  option(NotificationParamsSchema),
);
export type InitializedNotification = z.infer<typeof InitializedNotificationSchema>;

/** Either side checks whether the other one is alive; answered at once. */
export const PingRequestSchema = requestSchema("ping", option(RequestParamsSchema));
export type PingRequest = z.infer<typeof PingRequestSchema>;
