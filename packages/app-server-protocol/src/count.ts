import * as z from "zod/mini";

/** A count or a position: never negative. One schema for all, because creating each takes time. */
export const count = z.int().check(z.nonnegative());

/** The length of a page, and other counts of 32 bits. */
export const shortCount = z.int().check(z.nonnegative(), z.maximum(2 ** 32 - 1));
