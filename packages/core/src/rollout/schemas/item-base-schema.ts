import * as z from "zod/mini";

export const text = z.string();
export const optionalText = z.optional(text);
export const optionalNumber = z.optional(z.number());

/** See `ItemBase`. */
export const itemBase = {
  id: text,
  turnId: text,
  status: z.enum(["proposed", "running", "completed", "failed", "declined", "interrupted"]),
  startedAt: z.number(),
  endedAt: optionalNumber,
  modelItemId: optionalText,
};
