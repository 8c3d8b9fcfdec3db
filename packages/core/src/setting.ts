import * as z from "zod/mini";

/** A setting that may be left out; `description` is what the documentation says of it. */
export function setting<T extends z.ZodMiniType>(schema: T, description: string): z.ZodMiniOptional<T> {
  return z.optional(schema).check(z.describe(description));
}
