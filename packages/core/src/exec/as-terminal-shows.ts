const ERASES_WHOLE = "\u001b[2K";
/** To the end of the line, or all of it. */
const ERASES = ["\u001b[K", "\u001b[0K", ERASES_WHOLE];
/** As a return does. */
const TO_LINE_START = /\u001b\[[01]?G/g;
/** Colours, titles and the like: they take no room. */
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;

/**
 * What a terminal would show of lines that were written over: a progress bar that was drawn 20,000 times is the bar as it was last.
 * Line ends stay as they are.
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

/** Each return goes to the start of the line; what comes then covers as much as it is long. */
function shownOf(line: string): string {
  const drawings = line.split("\r");
  if (drawings.length === 1) return line;
  let covered = "";
  // From the last one on, each earlier one shows only where it is longer than all that came after it.
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
