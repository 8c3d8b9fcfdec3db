import * as z from "zod/mini";
import { option } from "./option.js";

/** A picture for user interfaces (2025-11-25). */
export const IconSchema = z.object({
  /** `https:` or `data:`. */
  src: z.string(),
  mimeType: option(z.string()),
  /** `WxH` each, or `any`. Default: any size. */
  sizes: option(z.array(z.string())),
  /** What background it is made for. Default: any. */
  theme: option(z.enum(["light", "dark"])),
});
export type Icon = z.infer<typeof IconSchema>;

/** Fields of objects with icons. */
export const IconsSchema = z.object({ icons: option(z.array(IconSchema)) });
export type Icons = z.infer<typeof IconsSchema>;
