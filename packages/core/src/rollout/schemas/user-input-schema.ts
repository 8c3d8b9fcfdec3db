import * as z from "zod/mini";

const text = z.string();

const TextElementSchema = z.object({ start: z.number(), end: z.number(), placeholder: z.optional(text) });

export const UserInputSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text, elements: z.optional(z.array(TextElementSchema)) }),
  z.object({ type: z.literal("image"), url: text }),
  z.object({ type: z.literal("local-image"), path: text }),
  z.object({ type: z.literal("skill"), name: text, path: text }),
  z.object({ type: z.literal("mention"), name: text, path: text }),
]);

/** See `WaitingRecord`. */
export const WaitingSchema = z.object({
  id: text,
  input: z.array(UserInputSchema),
  clientId: z.optional(text),
});
