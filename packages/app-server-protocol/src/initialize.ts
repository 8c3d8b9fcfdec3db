import * as z from "zod/mini";

/** The connecting client; `name` becomes part of the user agent. */
export const ClientInfoSchema = z.object({
  name: z.string(),
  title: z.nullish(z.string()),
  version: z.string(),
});
export type ClientInfo = z.infer<typeof ClientInfoSchema>;

/** What the client can do. */
export const InitializeCapabilitiesSchema = z.object({
  /** Enables methods and fields that may change. Default: false. */
  experimentalApi: z._default(z.boolean(), false),
  explicitGatewayOauth: z.optional(z.boolean()),
  extensions: z.nullish(z.record(z.string(), z.unknown())),
  mcpServerOpenaiFormElicitation: z.optional(z.boolean()),
  /** Notifications that the client does not want. */
  optOutNotificationMethods: z.nullish(z.array(z.string())),
  requestAttestation: z._default(z.boolean(), false),
  requiredHumanApproval: z.optional(z.boolean()),
});
export type InitializeCapabilities = z.infer<typeof InitializeCapabilitiesSchema>;

export const InitializeParamsSchema = z.object({
  capabilities: z.nullish(InitializeCapabilitiesSchema),
  clientInfo: ClientInfoSchema,
});
export type InitializeParams = z.infer<typeof InitializeParamsSchema>;

export const InitializeResponseSchema = z.object({
  /** The folder of configuration and sessions. */
  codexHome: z.string(),
  platformFamily: z.string(),
  platformOs: z.string(),
  /** `<client>/<wire version> …`. */
  userAgent: z.string(),
});
export type InitializeResponse = z.infer<typeof InitializeResponseSchema>;
