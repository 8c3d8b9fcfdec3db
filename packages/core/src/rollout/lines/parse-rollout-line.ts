import { tryParseJson } from "../../json.js";
import { parseEnvelopedLine } from "./enveloped-line.js";
import { parseFlatLine } from "./flat-line.js";
import type { ParsedLine } from "./rollout-line.js";

export function parseRolloutLine(text: string): ParsedLine {
  const value = tryParseJson(withoutByteOrderMark(text));
  if (value === undefined) return { format: "flat", line: { type: "unusable", reason: "is cut off or damaged" } };
  return parseEnvelopedLine(value) ?? { format: "flat", ...parseFlatLine(value) };
}

/** Some editors begin a file with a mark, which JSON does not allow. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
