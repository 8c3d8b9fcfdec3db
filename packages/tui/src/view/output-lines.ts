import { type Safe, safe, safeLine, safeOutput } from "../text/safe.js";
import type { Look } from "./look.js";

/** A longer line, from a minified file for instance, would fill the screen. */
const MAX_LINE = 600;

/** A program's output, dim: its start and end, and how many lines are in between. */
export function foldedOutput(output: string, look: Look, { whole, max }: { whole: boolean; max: number }): Safe[] {
  const { paint } = look;
  if (output.trim() === "") return [];
  const lines = safeOutput(output.trimEnd());
  if (whole) return lines.map((line) => paint.dim(safe`  ${line}`));
  const shown = lines.map((line) => paint.dim(safe`  ${cut(line)}`));
  return folded(shown, look, { max, head: Math.ceil(max / 3) });
}

/** The first and last of many lines, and how many are in between. */
export function folded(lines: readonly Safe[], look: Look, { max, head }: { max: number; head: number }): Safe[] {
  // Hiding a single line would take a line to say so.
  if (lines.length <= max + 1) return [...lines];
  const { paint, marks } = look;
  const note = paint.dim(safe`  ${marks.ellipsis} ${lines.length - max} lines hidden, Ctrl-T shows them`);
  return [...lines.slice(0, head), note, ...lines.slice(head - max)];
}

function cut(line: Safe): Safe {
  return line.length > MAX_LINE ? safe`${safeLine(line.slice(0, MAX_LINE))} (${line.length} characters)` : line;
}
