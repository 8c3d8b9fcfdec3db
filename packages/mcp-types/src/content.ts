import * as z from "zod/mini";
import { option } from "./option.js";

/** Anything; both sides may add keys of their own. */
export const MetaSchema = z.record(z.string(), z.unknown());

export const RoleSchema = z.enum(["user", "assistant"]);
export type Role = z.infer<typeof RoleSchema>;

/** Hints on how to use a piece of content. */
export const AnnotationsSchema = z.object({
  audience: option(z.array(RoleSchema)),
  /** 0 (optional) to 1 (required). */
  priority: option(z.number().check(z.minimum(0), z.maximum(1))),
  /** ISO 8601. */
  lastModified: option(z.string()),
});
export type Annotations = z.infer<typeof AnnotationsSchema>;

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

const resource = { uri: z.string(), mimeType: option(z.string()), _meta: option(MetaSchema) };

export const TextResourceContentsSchema = z.object({ ...resource, text: z.string() });
export type TextResourceContents = z.infer<typeof TextResourceContentsSchema>;

/** `blob` is base64. */
export const BlobResourceContentsSchema = z.object({ ...resource, blob: z.string() });
export type BlobResourceContents = z.infer<typeof BlobResourceContentsSchema>;

export const EmbeddedResourceSchema = z.object({
  type: z.literal("resource"),
  resource: z.union([TextResourceContentsSchema, BlobResourceContentsSchema]),
  ...shared,
});
export type EmbeddedResource = z.infer<typeof EmbeddedResourceSchema>;

/** A picture for user interfaces (2025-11-25). */
export const IconSchema = z.object({
  src: z.string(),
  mimeType: option(z.string()),
  /** `WxH` each, or `any`. */
  sizes: option(z.array(z.string())),
  theme: option(z.enum(["light", "dark"])),
});
export type Icon = z.infer<typeof IconSchema>;

/** A resource that can be read. */
export const ResourceSchema = z.object({
  uri: z.string(),
  name: z.string(),
  title: option(z.string()),
  description: option(z.string()),
  mimeType: option(z.string()),
  /** Bytes. */
  size: option(z.int()),
  icons: option(z.array(IconSchema)),
  ...shared,
});
export type Resource = z.infer<typeof ResourceSchema>;

export const ResourceLinkSchema = z.extend(ResourceSchema, { type: z.literal("resource_link") });
export type ResourceLink = z.infer<typeof ResourceLinkSchema>;

/** A piece of a tool's result or of a prompt. */
export const ContentBlockSchema = z.discriminatedUnion("type", [
  TextContentSchema,
  ImageContentSchema,
  AudioContentSchema,
  ResourceLinkSchema,
  EmbeddedResourceSchema,
]);
export type ContentBlock = z.infer<typeof ContentBlockSchema>;
