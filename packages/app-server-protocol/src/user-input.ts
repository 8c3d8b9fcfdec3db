import * as z from "zod/mini";
import { count } from "./count.js";

export const AdditionalContextKindSchema = z.enum(["untrusted", "application"]);
export type AdditionalContextKind = z.infer<typeof AdditionalContextKindSchema>;

export const AdditionalContextEntrySchema = z.object({
  kind: AdditionalContextKindSchema,
  name: z.nullish(z.string()),
  value: z.string(),
});
export type AdditionalContextEntry = z.infer<typeof AdditionalContextEntrySchema>;

/** Offsets in UTF-8 bytes; `end` is exclusive. */
export const ByteRangeSchema = z.object({
  end: count,
  start: count,
});
export type ByteRange = z.infer<typeof ByteRangeSchema>;

export const ImageDetailSchema = z.enum(["auto", "low", "high", "original"]);
export type ImageDetail = z.infer<typeof ImageDetailSchema>;

/** A part of a text that represents something, and what to show for it. */
export const TextElementSchema = z.object({
  byteRange: ByteRangeSchema,
  placeholder: z.nullish(z.string()),
});
export type TextElement = z.infer<typeof TextElementSchema>;

/** A part of the user's input. `image` has a `url` (or a `data:` URL) or the id of an uploaded file. */
export const UserInputSchema = z.union([
  z.object({
    type: z.literal("text"),
    text: z.string(),
    text_elements: z._default(z.array(TextElementSchema), []),
  }),
  z.union([
    z.object({
      type: z.literal("image"),
      detail: z.nullish(ImageDetailSchema),
      url: z.string(),
    }),
    z.object({
      type: z.literal("image"),
      detail: z.nullish(ImageDetailSchema),
      fileId: z.string(),
    }),
  ]),
  z.object({
    type: z.literal("localImage"),
    detail: z.nullish(ImageDetailSchema),
    path: z.string(),
  }),
  z.union([
    z.object({
      type: z.literal("audio"),
      url: z.string(),
    }),
    z.object({
      type: z.literal("audio"),
      fileId: z.string(),
    }),
  ]),
  z.object({
    type: z.literal("localAudio"),
    path: z.string(),
  }),
  z.object({
    type: z.literal("skill"),
    name: z.string(),
    path: z.string(),
  }),
  z.object({
    type: z.literal("mention"),
    name: z.string(),
    path: z.string(),
  }),
]);
export type UserInput = z.infer<typeof UserInputSchema>;
