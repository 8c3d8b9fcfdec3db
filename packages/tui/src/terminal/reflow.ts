import { plainOf, widthOf } from "../text/styled.js";
import type { LiveRegion } from "./live-region.js";
import { rowsTaken } from "./rows-taken.js";

/**
 * What happens to the rows on the screen when the width changes: they are rewrapped and the cursor stays with its character (`exact`); they
 * are rewrapped and the cursor goes astray (`xterm.js`, see below); or they are cut off (`none`).
 */
export type Reflow = "exact" | "xterm.js" | "none";

export interface SizeChange {
  readonly columns: number;
  /** Rows at the region's end that a terminal drops when its height shrinks: those below the cursor go first. */
  readonly cutOff: number;
}

/** How many rows of the region are above the cursor after the terminal has rewrapped them. */
export function rowsAboveCursor({ rows, cursor }: LiveRegion, reflow: Reflow, { columns, cutOff }: SizeChange): number {
  const taken = rows.map((row) => rowsTaken(plainOf(row), columns));
  switch (reflow) {
    case "none":
      return cursor.row;
    case "exact":
      return sum(taken.slice(0, cursor.row)) + Math.floor(widthOf(cursor.before) / columns);
    case "xterm.js":
      return xtermCursorRow(taken.slice(0, rows.length - cutOff), cursor.row);
    default:
      return reflow satisfies never;
  }
}

/**
 * xterm.js rewraps from the bottom up, moves the cursor down with each row that it adds, and skips the row that the cursor is on by then.
 */
function xtermCursorRow(taken: readonly number[], cursorRow: number): number {
  let cursor = cursorRow;
  for (let row = taken.length - 1; row >= 0; row--) {
    if (row !== cursor) cursor += (taken[row] ?? 1) - 1;
  }
  return cursor;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
