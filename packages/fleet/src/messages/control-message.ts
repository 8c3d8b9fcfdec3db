import { type Answer, parseAnswer } from "@codex/core";
import * as z from "zod/mini";

const AnswerSchema = z.pipe(
  z.unknown(),
  z.transform((value, context): Answer => {
    const answer = parseAnswer(value);
    if (answer !== undefined) return answer;
    context.issues.push({ code: "custom", message: "not understood", input: value });
    return z.NEVER;
  }),
);

/** A request to the worker that runs a turn of the thread. */
const ControlRequestSchema = z.discriminatedUnion("type", [
  /** Stops the turn. */
  z.object({ type: z.literal("interrupt"), turnId: z.optional(z.string()) }),
  /** Answers a question; without an id, the only open one. */
  z.object({ type: z.literal("answer"), questionId: z.optional(z.string()), answer: AnswerSchema }),
]);
export type ControlRequest = z.infer<typeof ControlRequestSchema>;

const ControlReplySchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("done"), worker: z.string() }),
  /** `open`: the ids of the questions that are open. */
  z.object({ type: z.literal("question-not-open"), open: z.array(z.string()) }),
  z.object({ type: z.literal("not-running") }),
  z.object({ type: z.literal("not-understood") }),
]);
export type ControlReply = z.infer<typeof ControlReplySchema>;

export function parseControlRequest(value: unknown): ControlRequest | undefined {
  return ControlRequestSchema.safeParse(value).data;
}

export function parseControlReply(value: unknown): ControlReply | undefined {
  return ControlReplySchema.safeParse(value).data;
}
