import { CodexError } from "../../error.js";
import { isJsonObject, tryParseJson } from "../../json.js";
import { readLines } from "../read-lines.js";
import { withoutByteOrderMark } from "./parse-rollout-line.js";

/** The lines of a file before line `end` (from 1), or all of them, without a truncated last one. */
export async function linesBefore(file: string, end = Number.POSITIVE_INFINITY): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(file)) {
    if (lines.length + 1 >= end) break;
    lines.push(line);
  }
  if (tryParseJson(lines.at(-1) ?? "{}") === undefined) lines.pop();
  return lines;
}

/**
 * The value of a file's first line.
 * @throws CodexError `rollout-invalid` if it is no JSON object.
 */
export async function firstLineOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  const [first = ""] = await linesBefore(file, 2);
  const value = tryParseJson(withoutByteOrderMark(first));
  if (isJsonObject(value)) return value;
  throw new CodexError("rollout-invalid", `${file}: its first line is damaged`);
}
