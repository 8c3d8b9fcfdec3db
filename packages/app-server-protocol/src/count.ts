import * as z from "zod/mini";

/** A count or a position: never negative. One schema for all, because creating each takes time. */
export const count = z.int().check(z.nonnegative());
