import { type ResponseItem, ResponseItemSchema } from "@codex/protocol";
import * as z from "zod/mini";
import type { RolloutLine } from "./parse-rollout-line.js";
import { parseSessionMeta } from "./session-meta.js";

const CompactionSchema = z.object({ summary: z.string(), carried: z.unknown() });

/** Reads a line whose value is an item, a state record, or what the first line says of the session. */
export function parseFlatLine(value: unknown): RolloutLine {
  if (typeof value === "object" && value !== null && "record_type" in value) {
    if (value.record_type !== "state") return { type: "unusable", reason: "is a record of an unknown type" };
    return parseState(value);
  }
  if (typeof value === "object" && value !== null && "id" in value && !("type" in value)) {
    const meta = parseSessionMeta(value);
    return meta === undefined ? { type: "unusable", reason: "is not a valid item" } : { type: "meta", meta };
  }
  const parsed = ResponseItemSchema.safeParse(value);
  if (!parsed.success) return { type: "unusable", reason: "is not a valid item" };
  return parsed.data.type === "other"
    ? { type: "unusable", reason: "is an item of an unknown type" }
    : { type: "model-item", item: parsed.data };
}

function parseState(record: object): RolloutLine {
  const compaction = "compaction" in record ? CompactionSchema.safeParse(record.compaction).data : undefined;
  if (compaction === undefined) return { type: "passed-over" };
  return { type: "compaction", history: [summaryItem(compaction.summary)], carried: compaction.carried };
}

/** What stands for everything before a compaction. */
export function summaryItem(summary: string): ResponseItem {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text: summary }] };
}
