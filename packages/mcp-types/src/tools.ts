import * as z from "zod/mini";
import { ContentBlockSchema } from "./content.js";
import { IconSchema } from "./icon.js";
import { notificationSchema, requestSchema } from "./message.js";
import {
  JsonObjectSchema,
  MetaSchema,
  NotificationParamsSchema,
  PaginatedRequestParamsSchema,
  paginatedResult,
  RequestMetaSchema,
} from "./meta.js";
import { option } from "./option.js";
import { TaskMetadataSchema } from "./task-metadata.js";

/** A server's hints about its tool; not to be trusted for safety decisions. */
export const ToolAnnotationsSchema = z.object({
  title: option(z.string()),
  /** It changes nothing. Default: false. */
  readOnlyHint: option(z.boolean()),
  /** It may destroy something. Default: true. */
  destructiveHint: option(z.boolean()),
  /** Calling it again with the same arguments changes nothing more. Default: false. */
  idempotentHint: option(z.boolean()),
  /** It accesses an open world of external things. Default: true. */
  openWorldHint: option(z.boolean()),
});
export type ToolAnnotations = z.infer<typeof ToolAnnotationsSchema>;

/** A JSON Schema of an object. Keys other than these are kept. */
export const ToolInputSchemaSchema = z.looseObject({
  type: z.literal("object"),
  properties: option(z.record(z.string(), JsonObjectSchema)),
  required: option(z.array(z.string())),
});
export type ToolInputSchema = z.infer<typeof ToolInputSchemaSchema>;

/** How a tool may be called (2025-11-25). */
export const ToolExecutionSchema = z.object({
  /** Whether as a task. Default: `forbidden`. */
  taskSupport: option(z.enum(["forbidden", "optional", "required"])),
});
export type ToolExecution = z.infer<typeof ToolExecutionSchema>;

/** A tool of a server. */
export const ToolSchema = z.object({
  name: z.string(),
  title: option(z.string()),
  description: option(z.string()),
  inputSchema: ToolInputSchemaSchema,
  /** The schema of `structuredContent` in its results. */
  outputSchema: option(ToolInputSchemaSchema),
  annotations: option(ToolAnnotationsSchema),
  icons: option(z.array(IconSchema)),
  execution: option(ToolExecutionSchema),
  _meta: option(MetaSchema),
});
export type Tool = z.infer<typeof ToolSchema>;

export const ListToolsRequestSchema = requestSchema("tools/list", option(PaginatedRequestParamsSchema));
export type ListToolsRequest = z.infer<typeof ListToolsRequestSchema>;

export const ListToolsResultSchema = z.object({ tools: z.array(ToolSchema), ...paginatedResult });
export type ListToolsResult = z.infer<typeof ListToolsResultSchema>;

export const CallToolRequestParamsSchema = z.object({
  name: z.string(),
  arguments: option(JsonObjectSchema),
  /** Requests a task instead of the result (2025-11-25). */
  task: option(TaskMetadataSchema),
  _meta: option(RequestMetaSchema),
});
export type CallToolRequestParams = z.infer<typeof CallToolRequestParamsSchema>;

/** Errors: -32602 when there is no such tool. */
export const CallToolRequestSchema = requestSchema("tools/call", CallToolRequestParamsSchema);
export type CallToolRequest = z.infer<typeof CallToolRequestSchema>;

/** A tool reports failure with `isError`, not with a JSON-RPC error, so that the model sees it. */
export const CallToolResultSchema = z.object({
  content: z.array(ContentBlockSchema),
  /** Matches the tool's `outputSchema`. */
  structuredContent: option(JsonObjectSchema),
  /** Default: false. */
  isError: option(z.boolean()),
  _meta: option(MetaSchema),
});
export type CallToolResult = z.infer<typeof CallToolResultSchema>;

export const ToolListChangedNotificationSchema = notificationSchema(
  "notifications/tools/list_changed",
  option(NotificationParamsSchema),
);
export type ToolListChangedNotification = z.infer<typeof ToolListChangedNotificationSchema>;
