import * as z from "zod/mini";

/** Clients send `{}`, `null` or nothing where a request has no params. */
export const NoParamsSchema = z.optional(
  z.pipe(
    z.unknown(),
    z.transform(() => undefined),
  ),
);
