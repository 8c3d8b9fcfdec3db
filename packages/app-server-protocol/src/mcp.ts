import * as z from "zod/mini";
import { shortCount } from "./count.js";
import { openEnum } from "./open.js";

export const McpServerStatusDetailSchema = z.enum(["full", "toolsAndAuthOnly"]);
export type McpServerStatusDetail = z.infer<typeof McpServerStatusDetailSchema>;

export const ListMcpServerStatusParamsSchema = z.object({
  threadId: z.nullish(z.string()),
  cursor: z.nullish(z.string()),
  detail: z.nullish(McpServerStatusDetailSchema),
  environmentId: z.nullish(z.string()),
  limit: z.nullish(shortCount),
  serverName: z.nullish(z.string()),
});
export type ListMcpServerStatusParams = z.infer<typeof ListMcpServerStatusParamsSchema>;

/** How Codex authenticates at an MCP server. */
export const McpAuthStatusSchema = openEnum(["unknown", "unsupported", "notLoggedIn", "bearerToken", "oAuth"]);
export type McpAuthStatus = z.infer<typeof McpAuthStatusSchema>;

export const ResourceTemplateSchema = z.object({
  annotations: z.optional(z.unknown()),
  description: z.nullish(z.string()),
  mimeType: z.nullish(z.string()),
  name: z.string(),
  title: z.nullish(z.string()),
  uriTemplate: z.string(),
});
export type ResourceTemplate = z.infer<typeof ResourceTemplateSchema>;

export const ResourceSchema = z.object({
  _meta: z.optional(z.unknown()),
  annotations: z.optional(z.unknown()),
  description: z.nullish(z.string()),
  icons: z.nullish(z.array(z.unknown())),
  mimeType: z.nullish(z.string()),
  name: z.string(),
  size: z.nullish(z.int()),
  title: z.nullish(z.string()),
  uri: z.string(),
});
export type Resource = z.infer<typeof ResourceSchema>;

export const McpServerConnectionStatusSchema = openEnum([
  "notStarted",
  "starting",
  "connected",
  "authenticationRequired",
  "failed",
  "cancelled",
  "disabled",
]);
export type McpServerConnectionStatus = z.infer<typeof McpServerConnectionStatusSchema>;

export const McpServerInfoSchema = z.object({
  description: z.nullish(z.string()),
  icons: z.nullish(z.array(z.unknown())),
  name: z.string(),
  title: z.nullish(z.string()),
  version: z.string(),
  websiteUrl: z.nullish(z.string()),
});
export type McpServerInfo = z.infer<typeof McpServerInfoSchema>;

export const ToolSchema = z.object({
  _meta: z.optional(z.unknown()),
  annotations: z.optional(z.unknown()),
  description: z.nullish(z.string()),
  icons: z.nullish(z.array(z.unknown())),
  inputSchema: z.unknown(),
  name: z.string(),
  outputSchema: z.optional(z.unknown()),
  title: z.nullish(z.string()),
});
export type Tool = z.infer<typeof ToolSchema>;

export const McpServerStatusSchema = z.object({
  authStatus: McpAuthStatusSchema,
  environmentId: z.nullish(z.string()),
  httpOrigin: z.nullish(z.string()),
  name: z.string(),
  pluginId: z.nullish(z.string()),
  resourceTemplates: z.array(ResourceTemplateSchema),
  resources: z.array(ResourceSchema),
  runtimeStatus: z.nullish(McpServerConnectionStatusSchema),
  serverCapabilities: z.optional(z.unknown()),
  serverInfo: z.nullish(McpServerInfoSchema),
  toolListMeta: z.optional(z.unknown()),
  tools: z.record(z.string(), ToolSchema),
  toolsError: z.nullish(z.string()),
});
export type McpServerStatus = z.infer<typeof McpServerStatusSchema>;

export const ListMcpServerStatusResponseSchema = z.object({
  data: z.array(McpServerStatusSchema),
  nextCursor: z.nullish(z.string()),
});
export type ListMcpServerStatusResponse = z.infer<typeof ListMcpServerStatusResponseSchema>;

export const McpAppDisplayModeSchema = openEnum(["inline", "fullscreen"]);
export type McpAppDisplayMode = z.infer<typeof McpAppDisplayModeSchema>;

export const McpAppUiSchema = z.object({
  preferredModelDisplayMode: McpAppDisplayModeSchema,
  resourceUri: z.string(),
});
export type McpAppUi = z.infer<typeof McpAppUiSchema>;

export const McpResourceReadTargetSchema = z.object({
  connectorId: z.string(),
  linkId: z.nullable(z.string()),
});
export type McpResourceReadTarget = z.infer<typeof McpResourceReadTargetSchema>;

export const McpResourceReadParamsSchema = z.object({
  threadId: z.nullish(z.string()),
  _meta: z.nullish(z.record(z.string(), z.unknown())),
  connectorId: z.nullish(z.string()),
  environmentId: z.nullish(z.string()),
  originCallId: z.nullish(z.string()),
  server: z.string(),
  target: z.nullish(McpResourceReadTargetSchema),
  uri: z.string(),
});
export type McpResourceReadParams = z.infer<typeof McpResourceReadParamsSchema>;

export const ResourceContentSchema = z.union([
  z.object({
    _meta: z.optional(z.unknown()),
    mimeType: z.nullish(z.string()),
    text: z.string(),
    uri: z.string(),
  }),
  z.object({
    _meta: z.optional(z.unknown()),
    blob: z.string(),
    mimeType: z.nullish(z.string()),
    uri: z.string(),
  }),
]);
export type ResourceContent = z.infer<typeof ResourceContentSchema>;

export const McpResourceReadResponseSchema = z.object({
  contents: z.array(ResourceContentSchema),
  originCallId: z.nullish(z.string()),
});
export type McpResourceReadResponse = z.infer<typeof McpResourceReadResponseSchema>;

export const McpServerOauthClientRegistrationSchema = z.enum(["auto", "cimd", "dcr"]);
export type McpServerOauthClientRegistration = z.infer<typeof McpServerOauthClientRegistrationSchema>;

export const McpServerOauthLoginCompletedNotificationSchema = z.object({
  threadId: z.nullish(z.string()),
  error: z.nullish(z.string()),
  loginId: z.nullish(z.string()),
  name: z.string(),
  success: z.boolean(),
});
export type McpServerOauthLoginCompletedNotification = z.infer<typeof McpServerOauthLoginCompletedNotificationSchema>;

export const McpServerOauthLoginParamsSchema = z.object({
  threadId: z.nullish(z.string()),
  clientRegistration: z.nullish(McpServerOauthClientRegistrationSchema),
  environmentId: z.nullish(z.string()),
  name: z.string(),
  scopes: z.nullish(z.array(z.string())),
  timeoutSecs: z.nullish(z.int()),
});
export type McpServerOauthLoginParams = z.infer<typeof McpServerOauthLoginParamsSchema>;

export const McpServerOauthLoginResponseSchema = z.object({
  authorizationUrl: z.string(),
  loginId: z.nullish(z.string()),
});
export type McpServerOauthLoginResponse = z.infer<typeof McpServerOauthLoginResponseSchema>;

export const McpServerRefreshResponseSchema = z.object({});
export type McpServerRefreshResponse = z.infer<typeof McpServerRefreshResponseSchema>;

export const McpServerStartupFailureReasonSchema = z.literal("reauthenticationRequired");
export type McpServerStartupFailureReason = z.infer<typeof McpServerStartupFailureReasonSchema>;

export const McpServerStartupStateSchema = openEnum(["starting", "ready", "failed", "cancelled"]);
export type McpServerStartupState = z.infer<typeof McpServerStartupStateSchema>;

export const McpServerStatusUpdatedNotificationSchema = z.object({
  threadId: z.nullish(z.string()),
  environmentId: z.nullish(z.string()),
  error: z.nullish(z.string()),
  failureReason: z.nullish(McpServerStartupFailureReasonSchema),
  name: z.string(),
  status: McpServerStartupStateSchema,
});
export type McpServerStatusUpdatedNotification = z.infer<typeof McpServerStatusUpdatedNotificationSchema>;

export const McpServerToolCallParamsSchema = z.object({
  threadId: z.string(),
  _meta: z.optional(z.unknown()),
  arguments: z.optional(z.unknown()),
  environmentId: z.nullish(z.string()),
  server: z.string(),
  tool: z.string(),
});
export type McpServerToolCallParams = z.infer<typeof McpServerToolCallParamsSchema>;

export const McpServerToolCallResponseSchema = z.object({
  _meta: z.optional(z.unknown()),
  content: z.array(z.unknown()),
  isError: z.nullish(z.boolean()),
  structuredContent: z.optional(z.unknown()),
});
export type McpServerToolCallResponse = z.infer<typeof McpServerToolCallResponseSchema>;
