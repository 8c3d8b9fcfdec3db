import * as z from "zod/mini";
import { AnnotationsSchema } from "./annotations.js";
import { MetaSchema } from "./meta.js";
import { option } from "./option.js";
import { BlobResourceContentsSchema, ResourceSchema, TextResourceContentsSchema } from "./resource.js";

const shared = { annotations: option(AnnotationsSchema), _meta: option(MetaSchema) };

export const TextContentSchema = z.object({ type: z.literal("text"), text: z.string(), ...shared });
export type TextContent = z.infer<typeof TextContentSchema>;

/** `data` is base64. */
export const ImageContentSchema = z.object({
  type: z.literal("image"),
  data: z.string(),
  mimeType: z.string(),
  ...shared,
});
export type ImageContent = z.infer<typeof ImageContentSchema>;

/** `data` is base64. */
export const AudioContentSchema = z.object({
  type: z.literal("audio"),
  data: z.string(),
  mimeType: z.string(),
  ...shared,
});
export type AudioContent = z.infer<typeof AudioContentSchema>;

/** A resource itself. */
export const EmbeddedResourceSchema = z.object({
  type: z.literal("resource"),
  resource: z.union([TextResourceContentsSchema, BlobResourceContentsSchema]),
  ...shared,
});
export type EmbeddedResource = z.infer<typeof EmbeddedResourceSchema>;

/** A resource that can be read if needed. */
export const ResourceLinkSchema = z.extend(ResourceSchema, { type: z.literal("resource_link") });
export type ResourceLink = z.infer<typeof ResourceLinkSchema>;

/** A part of a tool's result or of a prompt. */
export const ContentBlockSchema = z.discriminatedUnion("type", [
  TextContentSchema,
  ImageContentSchema,
  AudioContentSchema,
  ResourceLinkSchema,
  EmbeddedResourceSchema,
]);
export type ContentBlock = z.infer<typeof ContentBlockSchema>;
