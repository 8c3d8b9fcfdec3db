const ERASES_WHOLE = "\u001b[2K";
/** Erase sequences to the end of the line, or of the whole line. */
const ERASES = ["\u001b[K", "\u001b[0K", ERASES_WHOLE];
/** Equivalent to a carriage return. */
const TO_LINE_START = /\u001b\[[01]?G/g;
/** Colors, titles and the like, which take no space. */
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;

/**
 * What a terminal would show after overwriting: a progress bar drawn 20,000 times becomes its last state. Line endings are kept.
 */
export function asTerminalShows(written: string): string {
  const text = written.includes("\u001b[") ? written.replace(TO_LINE_START, "\r") : written;
  if (!text.includes("\r") || !/\r(?!\n)/.test(text)) return text;
  return text
    .split("\n")
    .map((line, index, lines) => {
      const ending = line.endsWith("\r") && index < lines.length - 1 ? "\r" : "";
      return shownOf(ending === "" ? line : line.slice(0, -1)) + ending;
    })
    .join("\n");
}

/** Each carriage return goes back to the start of the line; the text after it covers as much as it is long. */
function shownOf(line: string): string {
  const drawings = line.split("\r");
  if (drawings.length === 1) return line;
  let covered = "";
  // Backwards: each earlier segment shows only where it is longer than all later ones.
  let length = 0;
  for (let index = drawings.length - 1; index >= 0; index--) {
    const drawing = drawings[index] ?? "";
    const visible = (drawing.split(ERASES_WHOLE).at(-1) ?? "").replace(SEQUENCE, "");
    if (visible.length > length) {
      covered += visible.slice(length);
      length = visible.length;
    }
    if (ERASES.some((erase) => drawing.includes(erase))) break;
  }
  return covered;
}
