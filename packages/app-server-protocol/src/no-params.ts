import * as z from "zod/mini";

/** For requests without params, clients send `{}`, `null` or nothing. */
export const NoParamsSchema = z.optional(
  z.pipe(
    z.unknown(),
    z.transform(() => undefined),
  ),
);
