import * as z from "zod/mini";

/** Shared by all options, so that an optional field costs one schema less. */
const nullToAbsent = z.transform((value: unknown): unknown => value ?? undefined);

/**
 * An optional field: absent and `null` are equivalent, and nothing is ever written for it. Peers in other languages often send `null` where
 * the specification says "absent".
 */
export function option<T extends z.core.SomeType>(schema: T) {
  return z.optional(z.pipe(nullToAbsent, z.optional(schema)));
}
