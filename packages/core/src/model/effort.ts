import * as z from "zod/mini";

/** Reasoning effort: `minimal` to `high`, or another value that the server knows. */
export const EffortSchema = z.string().check(z.minLength(1));
export type Effort = z.infer<typeof EffortSchema>;
