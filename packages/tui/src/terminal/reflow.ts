import { plainOf, widthOf } from "../text/styled.js";
import type { LiveRegion } from "./live-region.js";
import { rowsTaken } from "./rows-taken.js";

/**
 * What becomes of the rows on the screen when the width changes: they are wrapped anew and the cursor stays with its
 * character (`exact`); the same with a cursor that goes astray (`xterm.js`, see below); or rows are cut off
 * (`none`).
 */
export type Reflow = "exact" | "xterm.js" | "none";

export interface SizeChange {
  readonly columns: number;
  /** Rows at the region's end that a terminal drops which got lower: what is below the cursor goes first. */
  readonly cutOff: number;
}

/** How many rows of the region are above the cursor once the terminal has wrapped them anew. */
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
 * xterm.js wraps from the bottom up, lets the cursor sink with each row that it adds, and leaves out the row on which the
 * cursor is by then.
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
