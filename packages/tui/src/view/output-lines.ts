import { type Safe, safe, safeLine, safeOutput } from "../text/safe.js";
import type { Look } from "./look.js";

/** A line of a minified file would fill the screen. */
const MAX_LINE = 600;

/** What a program printed, dim: its beginning and end, and how much is between them. */
export function foldedOutput(output: string, look: Look, { whole, max }: { whole: boolean; max: number }): Safe[] {
  const { paint } = look;
  if (output.trim() === "") return [];
  const lines = safeOutput(output.trimEnd());
  if (whole) return lines.map((line) => paint.dim(safe`  ${line}`));
  const shown = lines.map((line) => paint.dim(safe`  ${cut(line)}`));
  return folded(shown, look, { max, head: Math.ceil(max / 3) });
}

/** Of many lines the beginning and the end, and how many are between them. */
export function folded(lines: readonly Safe[], look: Look, { max, head }: { max: number; head: number }): Safe[] {
  // Folding one line away would take a line to say so.
  if (lines.length <= max + 1) return [...lines];
  const { paint, marks } = look;
  const note = paint.dim(safe`  ${marks.ellipsis} ${lines.length - max} lines hidden, Ctrl-T shows them`);
  return [...lines.slice(0, head), note, ...lines.slice(head - max)];
}

function cut(line: Safe): Safe {
  return line.length > MAX_LINE ? safe`${safeLine(line.slice(0, MAX_LINE))} (${line.length} characters)` : line;
}
