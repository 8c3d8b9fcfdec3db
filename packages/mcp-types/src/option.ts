import type * as z from "zod";

/**
 * An optional field: absent and `null` read the same, and nothing is ever written for it.
 * Peers written in other languages often send `null` where the specification says "absent".
 */
export const option = <T extends z.ZodType>(schema: T) =>
  schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional();
