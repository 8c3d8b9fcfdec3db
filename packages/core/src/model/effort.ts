import * as z from "zod/mini";

/** How long a model thinks before it answers: `minimal` to `high`, or another word that its server knows. */
export const EffortSchema = z.string().check(z.minLength(1));
export type Effort = z.infer<typeof EffortSchema>;
