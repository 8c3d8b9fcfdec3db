import { ResponseItemSchema, TokenUsageSchema } from "@codex/protocol";
import * as z from "zod/mini";
import type { ResponseEvent } from "../model-client.js";

// A recording is text with one JSON object per line. The first line identifies the format; then come, for each numbered answer of
// the model, its stream's events, and its failure if there was one. Readers skip unknown kinds of lines.

const itemId = z.optional(z.string());
const text = z.optional(z.string());

const SearchActionSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("search"), query: text, queries: z.optional(z.readonly(z.array(z.string()))) }),
  z.object({ type: z.literal("open-page"), url: text }),
  z.object({ type: z.literal("find-in-page"), url: text, pattern: text }),
  z.object({ type: z.literal("other") }),
]);

/** Events as recorded. */
const RecordedEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("created") }),
  z.object({ type: z.literal("output-item-begin"), itemType: z.enum(["message", "reasoning"]), itemId }),
  z.object({
    type: z.literal("output-item-done"),
    item: ResponseItemSchema,
    phase: z.optional(z.enum(["commentary", "final-answer"])),
  }),
  z.object({ type: z.literal("output-text-delta"), delta: z.string(), itemId }),
  z.object({ type: z.literal("reasoning-summary-delta"), delta: z.string(), itemId }),
  z.object({ type: z.literal("reasoning-summary-part-added"), itemId }),
  z.object({ type: z.literal("reasoning-content-delta"), delta: z.string(), itemId }),
  z.object({ type: z.literal("web-search-call-begin"), callId: z.string(), query: text }),
  z.object({ type: z.literal("web-search-call-end"), callId: z.string(), action: z.optional(SearchActionSchema) }),
  z.object({ type: z.literal("completed"), responseId: z.string(), tokenUsage: z.optional(TokenUsageSchema) }),
]);

export const RecordingLineSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("codex-recording"), version: z.literal(1) }),
  z.object({ type: z.literal("event"), answer: z.int().check(z.nonnegative()), event: RecordedEventSchema }),
  z.object({ type: z.literal("failure"), answer: z.int().check(z.nonnegative()), message: z.string() }),
]);
export type RecordingLine = z.infer<typeof RecordingLineSchema>;

/** A recorded answer. */
export interface RecordedAnswer {
  readonly events: ResponseEvent[];
  failure?: string;
}

/** Maps every string in a JSON value, except keys. */
export function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((element: unknown) => mapStrings(element, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapStrings(inner, change)]));
}
