import { pid } from "node:process";
import { withoutTexts } from "../item-texts.js";
import { savedItem } from "../schemas/item-schema.js";
import type { SessionMeta } from "../session-meta.js";
import type { LineEncoder, RolloutBatch, ThreadRecord } from "./line-encoder.js";

/**
 * The format of August 2025: each line is an item. What the reference does not store is in fields that its readers ignore: `thread`
 * on lines that it has too, and state records.
 */
export const flatEncoder: LineEncoder = {
  batch: (batch) => batchLines(batch).map(({ thread, ...line }) => ({ ...line, ...(thread.length > 0 && { thread }) })),
  compaction: (compaction) => [{ ...STATE, compaction }],
  revert: (beforeTurnId) => [{ ...STATE, revert: { beforeTurnId } }],
};

export function metaLine({ id, timestamp, instructions, ...more }: SessionMeta): object {
  return { id, timestamp, instructions: instructions ?? null, ...more };
}

const STATE = { record_type: "state" } as const;

interface Line {
  readonly thread: object[];
}

function batchLines({ startsGroup = false, items = [], areInjected = false, records = [] }: RolloutBatch): Line[] {
  const starts = records.filter(({ type }) => type === "turn-started").map(recordOf);
  const others = records.filter(({ type }) => type !== "turn-started").map(recordOf);
  const lines: Line[] = items
    .filter(({ type }) => type !== "other")
    .map((item) => ({
      ...item,
      thread: areInjected ? [{ injected: true }] : [],
    }));
  // Parity: codex-rs/core/src/codex.rs writes a state line before each group of items.
  if (startsGroup || starts.length > 0 || (lines.length === 0 && others.length > 0)) {
    lines.unshift({ ...STATE, thread: starts });
  }
  lines.at(-1)?.thread.push(...others);
  return lines;
}

function recordOf(record: ThreadRecord): object {
  switch (record.type) {
    case "turn-started":
      return { turn: record.turn, settings: record.settings, pid };
    case "settings":
      return { settings: record.settings };
    case "item": {
      const { item, place, from } = record;
      return { item: savedItem(from === undefined ? item : withoutTexts(item)), place, from };
    }
    case "input-waiting": {
      const { id, input, clientId } = record;
      return { waiting: { id, input, clientId } };
    }
    case "input-taken":
      return { taken: record.id };
    case "turn-ended": {
      const { turn, from } = record;
      return { turn: from === undefined ? turn : { ...turn, finalMessage: undefined }, from };
    }
    default:
      return record satisfies never;
  }
}
