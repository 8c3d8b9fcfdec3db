import { summaryItem } from "./flat-line.js";
import type { LineEncoder } from "./line-encoder.js";

/** The format of later Codex, for its own threads: `{timestamp, ordinal, type, payload}`. */
export function envelopedEncoder(firstOrdinal: number): LineEncoder {
  let ordinal = firstOrdinal;
  const line = (type: string, payload: unknown) =>
    JSON.stringify({ timestamp: new Date().toISOString(), ordinal: ordinal++, type, payload });
  return {
    items: (items) => items.filter(({ type }) => type !== "other").map((item) => line("response_item", item)),
    group: () => [],
    compaction: ({ summary, carried }) => [
      line("compacted", { message: summary, replacement_history: [summaryItem(summary)], carried }),
    ],
  };
}
