import * as z from "zod/mini";
import { CommandActionSchema, FileChangeSchema, UserQuestionSchema } from "./call-item-schemas.js";

const text = z.string();
const optionalText = z.optional(text);
const base = {
  id: text,
  turnId: optionalText,
  itemId: optionalText,
  askedAt: z.number(),
  agent: z.optional(z.object({ threadId: text, nickname: text, role: optionalText })),
};

const PermissionsSchema = z.object({ read: z.array(text), write: z.array(text), network: z.boolean() });

/** A question as sent to other processes. */
export const QuestionSchema = z.discriminatedUnion("kind", [
  z.object({
    ...base,
    kind: z.literal("command"),
    callId: optionalText,
    terminalId: optionalText,
    command: z.array(text),
    cwd: text,
    actions: z.array(CommandActionSchema),
    reason: optionalText,
    reasonFrom: z.optional(z.enum(["model", "policy"])),
    outsideSandbox: z.boolean(),
    network: z.optional(z.boolean()),
    mcpCall: z.optional(
      z.object({
        server: text,
        tool: text,
        description: optionalText,
        arguments: z.record(text, z.unknown()),
        annotations: z.optional(z.record(text, z.unknown())),
        mayLast: z.optional(z.boolean()),
      }),
    ),
    proposedRule: z.optional(z.array(text)),
  }),
  z.object({
    ...base,
    kind: z.literal("patch"),
    callId: optionalText,
    changes: z.array(FileChangeSchema),
    reason: optionalText,
    outsideSandbox: z.optional(z.boolean()),
  }),
  z.object({
    ...base,
    kind: z.literal("elicitation"),
    server: text,
    message: text,
    requestedSchema: z.unknown(),
    link: z.optional(z.object({ url: text, elicitationId: text, message: text })),
  }),
  z.object({
    ...base,
    kind: z.literal("user-questions"),
    callId: optionalText,
    questions: z.array(UserQuestionSchema),
    isBlocking: z.boolean(),
  }),
  z.object({
    ...base,
    kind: z.literal("permissions"),
    callId: optionalText,
    cwd: text,
    permissions: PermissionsSchema,
    reason: optionalText,
  }),
]);

export const AnswerSchema = z.union([
  z.object({
    type: z.literal("approved"),
    scope: z.enum(["once", "thread"]),
    permissions: z.optional(PermissionsSchema),
  }),
  z.object({ type: z.literal("approved"), scope: z.literal("rule"), words: z.array(text) }),
  z.object({ type: z.literal("denied") }),
  z.object({ type: z.literal("cancelled") }),
  z.object({
    type: z.literal("accepted"),
    content: z.record(text, z.union([text, z.number(), z.boolean(), z.array(text)])),
  }),
  z.object({ type: z.literal("answered"), answers: z.record(text, z.array(text)) }),
]);
