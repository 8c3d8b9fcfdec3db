import * as z from "zod/mini";

/** Text, usually Markdown. */
const TextContentSchema = z.object({ type: z.literal("text"), text: z.string() });
/** `data` is base64. */
const ImageContentSchema = z.object({ type: z.literal("image"), data: z.string(), mimeType: z.string() });
const AudioContentSchema = z.object({ type: z.literal("audio"), data: z.string(), mimeType: z.string() });
/** A resource that the agent can read itself: usually a `file:` URI. */
const ResourceLinkSchema = z.object({ type: z.literal("resource_link"), uri: z.string(), name: z.string() });
/** Content that is included in the message: an unsaved buffer, a selection. */
const EmbeddedResourceSchema = z.object({
  type: z.literal("resource"),
  resource: z.union([
    z.object({ uri: z.string(), text: z.string() }),
    z.object({ uri: z.string(), blob: z.string(), mimeType: z.nullish(z.string()) }),
  ]),
});

/** A part of a message, as in MCP. */
export const ContentBlockSchema = z.discriminatedUnion("type", [
  TextContentSchema,
  ImageContentSchema,
  AudioContentSchema,
  ResourceLinkSchema,
  EmbeddedResourceSchema,
]);
export type ContentBlock = z.infer<typeof ContentBlockSchema>;
