import * as z from "zod/mini";
import type { Item, ItemKind } from "../items/item.js";
import { McpResultSchema } from "./mcp-result-schema.js";

const text = z.string();
const optionalText = z.optional(text);
const optionalNumber = z.optional(z.number());

const base = {
  id: text,
  turnId: text,
  status: z.enum(["proposed", "running", "completed", "failed", "declined", "interrupted"]),
  startedAt: z.number(),
  endedAt: optionalNumber,
  modelItemId: optionalText,
};
const call = { ...base, callId: optionalText };

const TextElementSchema = z.object({ start: z.number(), end: z.number(), placeholder: optionalText });

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
  clientId: optionalText,
});

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

const ReviewedActionSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("command"), command: z.array(text), cwd: text }),
  z.object({ type: z.literal("terminal-input"), processId: text, input: text, cwd: text }),
  z.object({ type: z.literal("patch"), files: z.array(text), cwd: text }),
  z.object({ type: z.literal("mcp-call"), server: text, tool: text }),
  z.object({
    type: z.literal("permissions"),
    permissions: z.object({ read: z.array(text), write: z.array(text), network: z.boolean() }),
    reason: optionalText,
  }),
]);

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

const ReviewFindingSchema = z.object({
  title: text,
  body: text,
  priority: optionalNumber,
  confidence: optionalNumber,
  path: text,
  startLine: z.number(),
  endLine: z.number(),
});

export const UserQuestionSchema = z.object({
  id: text,
  header: text,
  question: text,
  options: z.optional(z.array(z.object({ label: text, description: text }))),
  isOther: z.optional(z.boolean()),
  isSecret: z.optional(z.boolean()),
});

export const itemSchemas = {
  "user-message": z.object({
    ...base,
    kind: z.literal("user-message"),
    content: z.array(UserInputSchema),
    clientId: optionalText,
  }),
  "agent-message": z.object({
    ...base,
    kind: z.literal("agent-message"),
    text,
    parts: z.optional(z.array(text)),
    phase: z.optional(z.enum(["commentary", "final-answer"])),
  }),
  reasoning: z.object({
    ...base,
    kind: z.literal("reasoning"),
    summary: z.array(text),
    content: z.array(text),
  }),
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
  "proposed-plan": z.object({ ...base, kind: z.literal("proposed-plan"), text }),
  review: z.object({
    ...base,
    kind: z.literal("review"),
    target: text,
    text: optionalText,
    findings: z.optional(z.array(ReviewFindingSchema)),
  }),
  hook: z.object({
    ...base,
    kind: z.literal("hook"),
    event: text,
    command: text,
    runId: text,
    source: z.enum(["system", "user", "project", "sessionFlags"]),
    sourcePath: text,
    displayOrder: z.number(),
    statusMessage: optionalText,
    entries: z.array(z.object({ type: z.enum(["warning", "stop", "feedback", "context", "error"]), text })),
    decision: z.optional(z.enum(["blocked", "stopped"])),
    durationMs: optionalNumber,
  }),
  "hook-prompt": z.object({
    ...base,
    kind: z.literal("hook-prompt"),
    fragments: z.array(z.object({ runId: text, text })),
  }),
  compaction: z.object({
    ...base,
    kind: z.literal("compaction"),
    trigger: z.enum(["automatic", "manual"]),
    contextTokens: z.catch(z.optional(z.number()), undefined),
    reason: optionalText,
  }),
  "user-questions": z.object({
    ...call,
    kind: z.literal("user-questions"),
    questions: z.array(UserQuestionSchema),
    answers: z.optional(z.record(text, z.array(text))),
  }),
  "approval-review": z.object({
    ...base,
    kind: z.literal("approval-review"),
    waitingItemId: optionalText,
    waitingCallId: optionalText,
    action: ReviewedActionSchema,
    outcome: z.optional(z.enum(["approved", "denied", "timed-out", "no-verdict"])),
    risk: z.optional(z.enum(["low", "medium", "high", "critical"])),
    authorization: z.optional(z.enum(["unknown", "low", "medium", "high"])),
    rationale: optionalText,
  }),
} satisfies Record<ItemKind, z.ZodMiniType>;

const KindSchema = z.object({ kind: z.string() });

/** Parses an item from a rollout; undefined if it is damaged or of a kind added by a later version. */
export function parseItem(value: unknown): Item | undefined {
  const kind = KindSchema.safeParse(value).data?.kind;
  return kind !== undefined && isKnown(kind) ? itemSchemas[kind].safeParse(value).data : undefined;
}

/** The item as it is written, without redundant fields. */
export function savedItem(item: Item): object {
  if (item.kind !== "command" && item.kind !== "terminal-input") return item;
  const { stdout, stderr, aggregated, formatted } = item.output;
  const output = {
    aggregated,
    ...(stdout !== aggregated && { stdout }),
    ...(stderr !== "" && { stderr }),
    ...(formatted !== aggregated && { formatted }),
  };
  return { ...item, output };
}

function isKnown(kind: string): kind is ItemKind {
  return Object.hasOwn(itemSchemas, kind);
}
