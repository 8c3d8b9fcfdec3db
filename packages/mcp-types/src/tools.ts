import * as z from "zod/mini";
import { ContentBlockSchema, IconSchema, MetaSchema } from "./content.js";
import { option } from "./option.js";

/** Hints of a server about its tool; not to be trusted for decisions about safety. */
export const ToolAnnotationsSchema = z.object({
  title: option(z.string()),
  /** Default: false. */
  readOnlyHint: option(z.boolean()),
  /** Default: true. */
  destructiveHint: option(z.boolean()),
  /** Default: false. */
  idempotentHint: option(z.boolean()),
  /** Default: true. */
  openWorldHint: option(z.boolean()),
});
export type ToolAnnotations = z.infer<typeof ToolAnnotationsSchema>;

/** A JSON Schema of an object. Keys other than these are kept. */
export const ToolInputSchemaSchema = z.looseObject({
  type: z.literal("object"),
  properties: option(z.record(z.string(), z.unknown())),
  required: option(z.array(z.string())),
});
export type ToolInputSchema = z.infer<typeof ToolInputSchemaSchema>;

/** A tool of a server. */
export const ToolSchema = z.object({
  name: z.string(),
  title: option(z.string()),
  description: option(z.string()),
  inputSchema: ToolInputSchemaSchema,
  /** What `structuredContent` of its results looks like. */
  outputSchema: option(ToolInputSchemaSchema),
  annotations: option(ToolAnnotationsSchema),
  icons: option(z.array(IconSchema)),
  /** Whether it can be called as a task. Default: `forbidden` (2025-11-25). */
  execution: option(z.object({ taskSupport: option(z.enum(["forbidden", "optional", "required"])) })),
  _meta: option(MetaSchema),
});
export type Tool = z.infer<typeof ToolSchema>;

export const ListToolsResultSchema = z.object({
  tools: z.array(ToolSchema),
  /** Present when there are more. */
  nextCursor: option(z.string()),
  _meta: option(MetaSchema),
});
export type ListToolsResult = z.infer<typeof ListToolsResultSchema>;

export const CallToolRequestParamsSchema = z.object({
  name: z.string(),
  arguments: option(z.record(z.string(), z.unknown())),
  _meta: option(MetaSchema),
});
export type CallToolRequestParams = z.infer<typeof CallToolRequestParamsSchema>;

/** A tool that failed says so with `isError`: the model is to see it. */
export const CallToolResultSchema = z.object({
  content: z.array(ContentBlockSchema),
  structuredContent: option(z.unknown()),
  /** Default: false. */
  isError: option(z.boolean()),
  _meta: option(MetaSchema),
});
export type CallToolResult = z.infer<typeof CallToolResultSchema>;
