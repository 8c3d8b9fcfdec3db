import * as z from "zod";

/** A span of time: whole seconds and the nanoseconds that remain. */
export const DurationSchema = z.object({
  secs: z.int().nonnegative(),
  nanos: z.int().min(0).max(999_999_999),
});
export type Duration = z.infer<typeof DurationSchema>;
