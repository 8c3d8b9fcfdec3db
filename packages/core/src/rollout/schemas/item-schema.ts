import * as z from "zod/mini";
import type { Item, ItemKind } from "../../items/item.js";
import { callItemSchemas } from "./call-item-schemas.js";
import { itemBase, optionalNumber, optionalText, text } from "./item-base-schema.js";
import { UserInputSchema } from "./user-input-schema.js";

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

const ReviewFindingSchema = z.object({
  title: text,
  body: text,
  priority: optionalNumber,
  confidence: optionalNumber,
  path: text,
  startLine: z.number(),
  endLine: z.number(),
});

export const itemSchemas = {
  ...callItemSchemas,
  "user-message": z.object({
    ...itemBase,
    kind: z.literal("user-message"),
    content: z.array(UserInputSchema),
    clientId: optionalText,
  }),
  "agent-message": z.object({
    ...itemBase,
    kind: z.literal("agent-message"),
    text,
    parts: z.optional(z.array(text)),
    phase: z.optional(z.enum(["commentary", "final-answer"])),
  }),
  reasoning: z.object({
    ...itemBase,
    kind: z.literal("reasoning"),
    summary: z.array(text),
    content: z.array(text),
  }),
  "proposed-plan": z.object({ ...itemBase, kind: z.literal("proposed-plan"), text }),
  review: z.object({
    ...itemBase,
    kind: z.literal("review"),
    target: text,
    text: optionalText,
    findings: z.optional(z.array(ReviewFindingSchema)),
  }),
  hook: z.object({
    ...itemBase,
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
    ...itemBase,
    kind: z.literal("hook-prompt"),
    fragments: z.array(z.object({ runId: text, text })),
  }),
  compaction: z.object({
    ...itemBase,
    kind: z.literal("compaction"),
    trigger: z.enum(["automatic", "manual"]),
    contextTokens: z.catch(z.optional(z.number()), undefined),
    reason: optionalText,
  }),
  "approval-review": z.object({
    ...itemBase,
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
