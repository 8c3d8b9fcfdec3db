import { hasCertainWidth } from "../text/graphemes.js";
import type { Safe } from "../text/safe.js";
import { plainOf, widthOf } from "../text/styled.js";

export const eraseBelow = "\u001b[J";
export const SAVE_CURSOR = "\u001b7";
export const RESTORE_CURSOR = "\u001b8";

/**
 * Erases from the start of a row to the end of the screen. Erases the first row separately: tmux treats erasing everything from the first
 * row on as clearing the screen, and saves it to its scrollback.
 */
export function eraseFrom(row: number): string {
  return row > 0 ? eraseBelow : `\u001b[K${SAVE_CURSOR}\u001b[B${eraseBelow}${RESTORE_CURSOR}`;
}

/** Has the terminal draw the bytes at once, if it supports that (DEC mode 2026). */
export function frameOf(bytes: string): string {
  return `\u001b[?2026h${bytes}\u001b[?2026l`;
}

/** Moves the cursor down, or up if negative. */
export function moveBy(rows: number): string {
  if (rows === 0) return "";
  return rows < 0 ? `\u001b[${rows === -1 ? "" : -rows}A` : `\u001b[${rows === 1 ? "" : rows}B`;
}

/**
 * Moves the cursor after this text, which the row starts with. If the terminal may count its width differently, writes the text again, so
 * that the cursor is where the terminal puts it.
 */
export function toColumn(before: Safe): string {
  if (!hasCertainWidth(plainOf(before))) return `\r${before}`;
  const column = widthOf(before);
  return column === 0 ? "\r" : `\u001b[${column + 1}G`;
}
