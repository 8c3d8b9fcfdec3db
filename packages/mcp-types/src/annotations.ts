import * as z from "zod/mini";
import { option } from "./option.js";

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
