import { CodexError } from "../error.js";
import { withoutByteOrderMark } from "./parse-rollout-line.js";
import { readLines } from "./read-lines.js";

/** The lines of a file before line `end` (from 1), or all of them, without a truncated last one. */
export async function linesBefore(file: string, end = Number.POSITIVE_INFINITY): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(file)) {
    if (lines.length + 1 >= end) break;
    lines.push(line);
  }
  if (!isJson(lines.at(-1) ?? "{}")) lines.pop();
  return lines;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The value of a file's first line.
 * @throws CodexError `rollout-invalid` if it is no JSON object.
 */
export async function firstLineOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  const [first = ""] = await linesBefore(file, 2);
  try {
    const value: unknown = JSON.parse(withoutByteOrderMark(first));
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value));
  } catch {
    // Reported below.
  }
  throw new CodexError("rollout-invalid", `${file}: its first line is damaged`);
}
