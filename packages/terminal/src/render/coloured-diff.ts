import type { Style } from "../style.js";
import { terminalText } from "../terminal-text.js";

/** A unified diff with additions green, deletions red and headers dim. */
export function colouredDiff(diff: string, style: Style): string {
  return terminalText(diff)
    .trimEnd()
    .split("\n")
    .map((line) => paint(line, style))
    .join("\n");
}

function paint(line: string, style: Style): string {
  if (/^(diff |index |--- |\+\+\+ |new file|deleted file|old mode|new mode|rename |similarity )/.test(line))
    return style.dim(line);
  if (line.startsWith("@@")) return style.cyan(line);
  if (line.startsWith("+")) return style.green(line);
  if (line.startsWith("-")) return style.red(line);
  return line;
}
