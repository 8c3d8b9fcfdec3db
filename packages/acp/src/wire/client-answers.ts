import * as z from "zod/mini";

/** The answer to `session/request_permission`. */
export const PermissionAnswerSchema = z.object({
  outcome: z.discriminatedUnion("outcome", [
    z.object({ outcome: z.literal("cancelled") }),
    z.object({ outcome: z.literal("selected"), optionId: z.string() }),
  ]),
});

/** The answer to `elicitation/create`. */
export const ElicitationAnswerSchema = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("accept"),
    content: z.nullish(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))),
  }),
  z.object({ action: z.literal("decline") }),
  z.object({ action: z.literal("cancel") }),
]);

/** The answer to `fs/read_text_file`. */
export const FileAnswerSchema = z.object({ content: z.string() });
