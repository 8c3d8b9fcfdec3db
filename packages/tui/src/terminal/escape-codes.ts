import { hasCertainWidth } from "../text/graphemes.js";
import type { Safe } from "../text/safe.js";
import { plainOf, widthOf } from "../text/styled.js";

export const eraseBelow = "\u001b[J";

/**
 * Erases from the start of a row on. tmux takes erasing everything from the first row on for clearing the screen, and keeps
 * what was there in its scrollback: there the first row goes by itself.
 */
export function eraseFrom(row: number): string {
  return row > 0 ? eraseBelow : `\u001b[K\u001b7\u001b[B${eraseBelow}\u001b8`;
}

/** Drawn as a whole by terminals that know of it (DEC mode 2026). */
export function frameOf(bytes: string): string {
  return `\u001b[?2026h${bytes}\u001b[?2026l`;
}

/** So many rows down, or up. */
export function moveBy(rows: number): string {
  if (rows === 0) return "";
  return rows < 0 ? `\u001b[${rows === -1 ? "" : -rows}A` : `\u001b[${rows === 1 ? "" : rows}B`;
}

/**
 * To behind this text, which the row begins with. Where the terminal and we may count differently it is written again:
 * then the cursor is where the terminal has it.
 */
export function toColumn(before: Safe): string {
  if (!hasCertainWidth(plainOf(before))) return `\r${before}`;
  const column = widthOf(before);
  return column === 0 ? "\r" : `\u001b[${column + 1}G`;
}
