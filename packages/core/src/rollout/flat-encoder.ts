import type { ResponseItem } from "@codex/protocol";
import type { LineEncoder } from "./line-encoder.js";
import type { SessionMeta } from "./session-meta.js";

/**
 * The format of August 2025: a line is an item. What the reference does not keep is in state records, whose fields its readers
 * pass over.
 */
export const flatEncoder: LineEncoder = {
  items: (items) => items.flatMap(itemLine),
  // Parity: codex-rs/core/src/codex.rs writes a state line before each group of items.
  group: () => [stateLine({})],
  compaction: ({ summary, carried }) => [stateLine({ compaction: { summary, carried } })],
};

export function metaLine({ id, timestamp, instructions, ...more }: SessionMeta): string {
  return JSON.stringify({ id, timestamp, instructions: instructions ?? null, ...more });
}

function itemLine(item: ResponseItem): string[] {
  return item.type === "other" ? [] : [JSON.stringify(item)];
}

function stateLine(state: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ record_type: "state", ...state });
}
