import * as z from "zod/mini";

const PromptArgumentSchema = z.looseObject({
  name: z.string(),
  description: z.optional(z.string()),
  required: z.optional(z.boolean()),
});

/** A prompt that a server offers, in the server's own words. */
export const PromptSchema = z.looseObject({
  name: z.string(),
  description: z.optional(z.string()),
  arguments: z.optional(z.array(PromptArgumentSchema)),
});
export type Prompt = z.infer<typeof PromptSchema>;

const TextSchema = z.looseObject({ type: z.literal("text"), text: z.string() });
const ImageSchema = z.looseObject({ type: z.literal("image"), data: z.string(), mimeType: z.string() });
const ResourceSchema = z.looseObject({
  type: z.literal("resource"),
  resource: z.looseObject({ uri: z.string(), text: z.optional(z.string()) }),
});

export const PromptMessageSchema = z.looseObject({
  role: z.enum(["user", "assistant"]),
  content: z.union([TextSchema, ImageSchema, ResourceSchema]),
});
export type PromptMessage = z.infer<typeof PromptMessageSchema>;
