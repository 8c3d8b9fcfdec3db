import * as z from "zod/mini";
import { AnnotationsSchema } from "./annotations.js";
import { IconSchema } from "./icon.js";
import { MetaSchema } from "./meta.js";
import { option } from "./option.js";

/** A resource that can be read. */
export const ResourceSchema = z.object({
  uri: z.string(),
  /** For programs, and for people if there is no title. */
  name: z.string(),
  title: option(z.string()),
  description: option(z.string()),
  mimeType: option(z.string()),
  /** Bytes, before any encoding. */
  size: option(z.int()),
  icons: option(z.array(IconSchema)),
  annotations: option(AnnotationsSchema),
  _meta: option(MetaSchema),
});
export type Resource = z.infer<typeof ResourceSchema>;

const contents = { uri: z.string(), mimeType: option(z.string()), _meta: option(MetaSchema) };

/** The common fields of all resource contents. */
export const ResourceContentsSchema = z.object(contents);
export type ResourceContents = z.infer<typeof ResourceContentsSchema>;

export const TextResourceContentsSchema = z.object({ ...contents, text: z.string() });
export type TextResourceContents = z.infer<typeof TextResourceContentsSchema>;

/** `blob` is base64. */
export const BlobResourceContentsSchema = z.object({ ...contents, blob: z.string() });
export type BlobResourceContents = z.infer<typeof BlobResourceContentsSchema>;
