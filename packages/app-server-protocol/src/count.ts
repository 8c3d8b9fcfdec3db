import * as z from "zod/mini";

/** How many of something there are, or where: never negative. One schema for all, because each costs time to make. */
export const count = z.int().check(z.nonnegative());
