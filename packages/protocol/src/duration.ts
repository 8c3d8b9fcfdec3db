import * as z from "zod/mini";

/** A duration: whole seconds and the remaining nanoseconds. */
export const DurationSchema = z.object({
  secs: z.int().check(z.nonnegative()),
  nanos: z.int().check(z.minimum(0), z.maximum(999_999_999)),
});
export type Duration = z.infer<typeof DurationSchema>;
