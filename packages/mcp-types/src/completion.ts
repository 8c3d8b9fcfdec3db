import * as z from "zod/mini";
import { requestSchema } from "./message.js";
import { MetaSchema, RequestMetaSchema } from "./meta.js";
import { option } from "./option.js";

export const PromptReferenceSchema = z.object({
  type: z.literal("ref/prompt"),
  name: z.string(),
  title: option(z.string()),
});
export type PromptReference = z.infer<typeof PromptReferenceSchema>;

/** `uri` is a URI or a template of one. */
export const ResourceTemplateReferenceSchema = z.object({ type: z.literal("ref/resource"), uri: z.string() });
export type ResourceTemplateReference = z.infer<typeof ResourceTemplateReferenceSchema>;

export const CompleteRequestParamsSchema = z.object({
  ref: z.discriminatedUnion("type", [PromptReferenceSchema, ResourceTemplateReferenceSchema]),
  /** The argument being typed, and its value so far. */
  argument: z.object({ name: z.string(), value: z.string() }),
  /** Arguments that are already known. */
  context: option(z.object({ arguments: option(z.record(z.string(), z.string())) })),
  _meta: option(RequestMetaSchema),
});
export type CompleteRequestParams = z.infer<typeof CompleteRequestParamsSchema>;

export const CompleteRequestSchema = requestSchema("completion/complete", CompleteRequestParamsSchema);
export type CompleteRequest = z.infer<typeof CompleteRequestSchema>;

export const CompleteResultSchema = z.object({
  completion: z.object({
    /** At most 100. */
    values: z.array(z.string()),
    /** The total number of values, which may exceed these. */
    total: option(z.int()),
    hasMore: option(z.boolean()),
  }),
  _meta: option(MetaSchema),
});
export type CompleteResult = z.infer<typeof CompleteResultSchema>;
