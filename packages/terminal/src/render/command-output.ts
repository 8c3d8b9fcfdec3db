import type { Style } from "../style.js";
import { asPrinted, terminalText } from "../terminal-text.js";

/** A command's output: its first and last lines, `max` in all. Only those are read, however long the output is. */
export function renderOutput(output: string, max: number, style: Style): string[] {
  const text = asPrinted(output).trimEnd();
  if (text === "") return [];
  const lines = text.split("\n");
  const show = (some: readonly string[]) =>
    some.map((line) => style.dim(`  │ ${cutLine(terminalText(line))}`.trimEnd()));
  if (lines.length <= max) return show(lines);
  const head = Math.ceil(max / 2);
  const tail = Math.max(0, max - head);
  const left = lines.length - head - tail;
  const note = style.dim(`  │ … ${left} more line${left === 1 ? "" : "s"} …`);
  return [...show(lines.slice(0, head)), note, ...show(lines.slice(lines.length - tail))];
}

/** Lines of minified files would fill the screen. */
const MAX_LINE = 400;

function cutLine(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} … (${line.length} characters)` : line;
}
