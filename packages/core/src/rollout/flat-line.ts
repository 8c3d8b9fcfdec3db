import { type ResponseItem, ResponseItemSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { parseItem } from "./item-schema.js";
import type { RolloutLine } from "./parse-rollout-line.js";
import { parseSavedSettings } from "./saved-settings.js";
import { parseSessionMeta } from "./session-meta.js";
import { parseTurn } from "./turn-schema.js";

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

const StateSchema = z.object({
  compaction: z.catch(z.optional(CompactionSchema), undefined),
  turn: z.optional(z.unknown()),
  settings: z.optional(z.unknown()),
  item: z.optional(z.unknown()),
  from: z.catch(z.optional(z.int()), undefined),
  revert: z.catch(z.optional(z.object({ beforeTurnId: z.string() })), undefined),
});

/** A state record says one thing, or nothing that we know. */
function parseState(record: object): RolloutLine {
  const { compaction, turn, settings, item, from, revert } = StateSchema.parse(record);
  if (compaction !== undefined) {
    return { type: "compaction", history: [summaryItem(compaction.summary)], carried: compaction.carried };
  }
  if (turn !== undefined) return parseTurnLine(turn);
  if (settings !== undefined) return { type: "settings", settings: parseSavedSettings(settings) ?? {} };
  if (item !== undefined) return parseItemLine(item, from);
  return revert === undefined ? { type: "passed-over" } : { type: "revert", ...revert };
}

function parseTurnLine(value: unknown): RolloutLine {
  const turn = parseTurn(value);
  if (turn === undefined) return { type: "unusable", reason: "is a turn of a later version" };
  return { type: turn.status === "running" ? "turn-started" : "turn-ended", turn };
}

function parseItemLine(value: unknown, from: number | undefined): RolloutLine {
  const item = parseItem(value);
  return item === undefined ? { type: "passed-over" } : { type: "item", item, from };
}

/** What stands for everything before a compaction. */
export function summaryItem(summary: string): ResponseItem {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text: summary }] };
}
