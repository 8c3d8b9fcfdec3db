import * as z from "zod/mini";
import { itemBase, optionalNumber, optionalText, text } from "./item-base-schema.js";
import { McpResultSchema } from "./mcp-result-schema.js";

const call = { ...itemBase, callId: optionalText };

export const CommandActionSchema = z.union([
  z.object({ type: z.literal("read"), command: text, name: text, path: optionalText }),
  z.object({ type: z.literal("list-files"), command: text, path: optionalText }),
  z.object({ type: z.literal("search"), command: text, query: optionalText, path: optionalText }),
  z.object({
    type: z.enum(["format", "lint"]),
    command: text,
    tool: optionalText,
    targets: z.optional(z.array(text)),
  }),
  z.object({ type: z.enum(["test", "noop", "unknown"]), command: text }),
]);

/** Parts equal to another part are left out of the file. */
const CommandOutputSchema = z.pipe(
  z.object({ stdout: optionalText, stderr: optionalText, aggregated: text, formatted: optionalText }),
  z.transform(({ aggregated, stdout = aggregated, stderr = "", formatted = aggregated }) => ({
    stdout,
    stderr,
    aggregated,
    formatted,
  })),
);

export const FileChangeSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("add"), path: text, content: text }),
  z.object({ type: z.literal("delete"), path: text, content: optionalText }),
  z.object({ type: z.literal("update"), path: text, diff: text, movePath: optionalText }),
]);

const WebSearchActionSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("search"), query: optionalText, queries: z.optional(z.array(text)) }),
  z.object({ type: z.literal("open-page"), url: optionalText }),
  z.object({ type: z.literal("find-in-page"), url: optionalText, pattern: optionalText }),
  z.object({ type: z.literal("other") }),
]);

const SubAgentSchema = z.object({
  threadId: text,
  nickname: optionalText,
  path: optionalText,
  role: optionalText,
  status: z.optional(z.enum(["starting", "running", "completed", "failed", "interrupted", "closed", "not-found"])),
  message: optionalText,
});

export const UserQuestionSchema = z.object({
  id: text,
  header: text,
  question: text,
  options: z.optional(z.array(z.object({ label: text, description: text }))),
  isOther: z.optional(z.boolean()),
  isSecret: z.optional(z.boolean()),
});

/** The items of tool calls, as saved: see `items/call-items.ts`. */
export const callItemSchemas = {
  plan: z.object({
    ...call,
    kind: z.literal("plan"),
    explanation: optionalText,
    steps: z.array(z.object({ step: text, status: z.enum(["pending", "in-progress", "completed"]) })),
  }),
  command: z.object({
    ...call,
    kind: z.literal("command"),
    command: z.array(text),
    cwd: text,
    actions: z.array(CommandActionSchema),
    source: z.enum(["agent", "user", "terminal"]),
    decision: z.optional(
      z.object({ by: z.enum(["rule", "policy", "thread", "user", "hook", "reviewer"]), reason: optionalText }),
    ),
    output: CommandOutputSchema,
    exitCode: optionalNumber,
    durationMs: optionalNumber,
    processId: optionalText,
    failure: z.optional(
      z.object({
        code: z.enum(["sandbox-unavailable", "sandbox-denied", "failed-to-start", "timed-out", "rejected"]),
        message: text,
      }),
    ),
  }),
  "terminal-input": z.object({
    ...call,
    kind: z.literal("terminal-input"),
    processId: text,
    cwd: text,
    input: text,
    output: CommandOutputSchema,
    exitCode: optionalNumber,
    durationMs: optionalNumber,
    failure: optionalText,
  }),
  patch: z.object({
    ...call,
    kind: z.literal("patch"),
    changes: z.array(FileChangeSchema),
    autoApproved: z.boolean(),
    stdout: text,
    stderr: text,
    reason: optionalText,
  }),
  "mcp-call": z.object({
    ...call,
    kind: z.literal("mcp-call"),
    server: text,
    tool: text,
    readOnlyHint: z.optional(z.boolean()),
    arguments: z._default(z.unknown(), null),
    progress: optionalText,
    result: z.optional(McpResultSchema),
    error: optionalText,
    durationMs: optionalNumber,
  }),
  "custom-call": z.object({
    ...call,
    kind: z.literal("custom-call"),
    namespace: optionalText,
    tool: text,
    arguments: z._default(z.unknown(), null),
    content: z.optional(
      z.array(
        z.discriminatedUnion("type", [
          z.object({ type: z.literal("text"), text }),
          z.object({ type: z.literal("image"), url: text }),
        ]),
      ),
    ),
    error: optionalText,
    durationMs: optionalNumber,
  }),
  "web-search": z.object({
    ...call,
    kind: z.literal("web-search"),
    query: optionalText,
    action: z.optional(WebSearchActionSchema),
  }),
  "image-view": z.object({ ...call, kind: z.literal("image-view"), path: text, failure: optionalText }),
  "sub-agent": z.object({
    ...call,
    kind: z.literal("sub-agent"),
    action: z.enum(["spawn", "send", "resume", "wait", "interrupt", "close", "list", "finish"]),
    agents: z.array(SubAgentSchema),
    prompt: optionalText,
    model: optionalText,
    effort: optionalText,
    error: optionalText,
  }),
  "user-questions": z.object({
    ...call,
    kind: z.literal("user-questions"),
    questions: z.array(UserQuestionSchema),
    answers: z.optional(z.record(text, z.array(text))),
  }),
};
