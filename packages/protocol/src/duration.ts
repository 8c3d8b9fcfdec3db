import * as z from "zod/mini";

/** A span of time: whole seconds and the nanoseconds that remain. */
export const DurationSchema = z.object({
  secs: z.int().check(z.nonnegative()),
  nanos: z.int().check(z.minimum(0), z.maximum(999_999_999)),
});
export type Duration = z.infer<typeof DurationSchema>;
