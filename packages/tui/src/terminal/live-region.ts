import { EMPTY, type Safe } from "../text/safe.js";
import { eraseBelow, moveBy, RESTORE_CURSOR, SAVE_CURSOR, toColumn } from "./escape-codes.js";

/** What a terminal shows below the printed lines. */
export interface LiveRegion {
  /** Each row is at least one column narrower than the terminal. */
  readonly rows: readonly Safe[];
  /** The cursor's position, where input methods open. */
  readonly cursor: { readonly row: number; readonly before: Safe };
}

export const NOTHING: LiveRegion = { rows: [], cursor: { row: 0, before: EMPTY } };

/** Limits the region's height: one as high as the screen could not be erased. Drops the rows farthest from the cursor. */
export function fittedTo(screenRows: number, region: LiveRegion): LiveRegion {
  const limit = Math.max(1, screenRows - 1);
  const excess = region.rows.length - limit;
  if (excess <= 0) return region;
  const above = Math.min(excess, region.cursor.row);
  return {
    rows: region.rows.slice(above, above + limit),
    cursor: { ...region.cursor, row: region.cursor.row - above },
  };
}

/** Draws the whole region. Its first row and everything below must be empty. */
export function drawRegion({ rows, cursor }: LiveRegion): string {
  return `${WRAP_OFF}${rows.join("\r\n")}${WRAP_ON}${placeCursor(rows.length - 1, cursor)}`;
}

/** Turns one region into the other by drawing only rows that differ. */
export function updateRegion(before: LiveRegion, next: LiveRegion): string {
  let out = "";
  let at = before.cursor.row;
  const goTo = (row: number) => {
    out += `${moveBy(row - at)}\r`;
    at = row;
  };
  next.rows.forEach((text, row) => {
    if (row >= before.rows.length) {
      // Below the last row there is none to move to.
      if (row > 0) {
        goTo(row - 1);
        out += "\r\n";
      } else out += "\r";
      at = row;
      out += text;
    } else if (text !== before.rows[row]) {
      goTo(row);
      out += rowOver(text);
    }
  });
  if (next.rows.length < before.rows.length) {
    goTo(next.rows.length);
    out += eraseBelow;
  }
  const sameCursor = next.cursor.row === before.cursor.row && next.cursor.before === before.cursor.before;
  if (out === "" && sameCursor) return "";
  const drawn = out === "" ? "" : `${WRAP_OFF}${out}${WRAP_ON}`;
  // Rows that were added at the bottom may have scrolled the screen.
  if (next.rows.length > before.rows.length) return `${drawn}${placeCursor(at, next.cursor)}`;
  // If the terminal has just lost its last rows, the way down was shorter than the way back would be.
  const returned = out === "" ? "" : `${SAVE_CURSOR}${drawn}${RESTORE_CURSOR}`;
  return sameCursor ? returned : `${returned}${placeCursor(before.cursor.row, next.cursor)}`;
}

/** Replaces a row, erasing it first: tmux counts what is erased after a text as part of it when it rewraps the row. */
function rowOver(text: Safe): string {
  return `\u001b[K${text}`;
}

function placeCursor(at: number, { row, before }: LiveRegion["cursor"]): string {
  return `${moveBy(row - at)}${toColumn(before)}`;
}

/** While live rows are drawn, too wide rows are cut off instead of pushing the others down. */
const WRAP_OFF = "\u001b[?7l";
const WRAP_ON = "\u001b[?7h";
