import { EMPTY, type Safe } from "../text/safe.js";
import { breakRows, plainOf, widthOf } from "../text/styled.js";
import { eraseBelow, frameOf, moveBy, toColumn } from "./escape-codes.js";
import { OpenLine } from "./open-line.js";
import { rowsTaken } from "./rows-taken.js";

/** What a terminal shows below what it has printed. */
export interface LiveRegion {
  /** Each at most one column narrower than the terminal. */
  readonly rows: readonly Safe[];
  /** Where the cursor is: input methods open there. */
  readonly cursor: { readonly row: number; readonly before: Safe };
}

export interface Frame extends LiveRegion {
  /** Finished lines, printed once and never touched again; the terminal wraps them. */
  readonly lines: readonly Safe[];
  /**
   * The beginning of a line that is still being written: it only grows. While there is one, nothing else is printed; the
   * first of `lines` is that line as a whole.
   */
  readonly open: Safe | undefined;
}

export interface RendererOptions {
  readonly write: (bytes: string) => void;
  readonly columns: number;
  readonly rows: number;
  readonly reflow: Reflow;
}

/**
 * What becomes of the rows on the screen when the width changes: they are wrapped anew and the cursor stays with its
 * character (`exact`); the same with a cursor that goes astray (`xterm.js`, see below); or rows are cut off
 * (`none`).
 */
export type Reflow = "exact" | "xterm.js" | "none";

const NOTHING: LiveRegion = { rows: [], cursor: { row: 0, before: EMPTY } };

/**
 * The only writer of the chat. Finished lines go into the terminal's own scrollback, unbroken; below them is the live
 * region, of which only changed rows are drawn again. Every movement is relative to the cursor, as only the terminal
 * knows where on the screen we are.
 */
export class Renderer {
  readonly #options: RendererOptions;
  #reflow: Reflow;
  #columns: number;
  #rows: number;
  /** What is on the screen now. */
  #shown: LiveRegion = NOTHING;
  /**
   * On which row of the screen the live region begins, as far as that is known: it may have begun further down, until what was
   * printed has filled the screen.
   */
  #top = 0;
  readonly #open = new OpenLine();
  /** Goes out with the next frame. */
  #before = "";

  constructor(options: RendererOptions) {
    this.#options = options;
    this.#reflow = options.reflow;
    this.#columns = options.columns;
    this.#rows = options.rows;
  }

  /** Shows the frame; writes nothing when all of it is there. */
  draw({ lines, open, ...live }: Frame): void {
    const printed = this.#print(lines, open);
    const region = this.#region(live, open);
    const drawn = `${this.#before}${printed === undefined ? this.#update(region) : `${printed}${this.#drawAll(region)}`}`;
    this.#before = "";
    const printedRows = sum(lines.map((line) => rowsTaken(plainOf(line), this.#columns)));
    this.#top = Math.max(0, Math.min(this.#top + printedRows, this.#rows - region.rows.length));
    this.#shown = region;
    if (drawn !== "") this.#options.write(frameOf(drawn));
  }

  /** The terminal has another size now; what it has made of the live region goes with the next frame. */
  resize(columns: number, rows: number): void {
    const up = this.#rowsAboveCursor(columns, this.#rowsCutOff(rows));
    const cursorRow = Math.min(this.#top + this.#shown.cursor.row, rows - 1);
    this.#top = Math.max(0, cursorRow - up);
    this.#columns = columns;
    this.#rows = rows;
    // What it would go on from may be out of reach.
    if (columns < 2 || up + this.#shown.rows.length - this.#shown.cursor.row >= rows) this.#open.breakOff();
    if (this.#shown.rows.length > 0) this.#before += `${moveBy(-Math.min(up, rows - 1))}\r${eraseBelow}`;
    this.#shown = NOTHING;
  }

  get reflow(): Reflow {
    return this.#reflow;
  }

  /** What the terminal turned out to be. */
  set reflow(reflow: Reflow) {
    this.#reflow = reflow;
  }

  /** Takes the live region away and leaves the cursor where it began. */
  clear(): void {
    const taken = this.#shown.rows.length > 0 ? `${moveBy(-this.#shown.cursor.row)}\r${eraseBelow}` : "";
    if (this.#before !== "" || taken !== "") this.#options.write(`${this.#before}${taken}`);
    this.#before = "";
    this.#shown = NOTHING;
  }

  /** Something else has written: what is there scrolls away, the next frame begins on an empty screen. */
  startAnew(): void {
    this.clear();
    this.#before = `${"\n".repeat(this.#rows)}\u001b[H`;
    this.#open.breakOff();
  }

  /** The terminal has forgotten where we were (another program had it): the next frame begins at the cursor. */
  forget(): void {
    this.#shown = NOTHING;
    this.#open.breakOff();
  }

  /** Undefined when nothing has to be printed. */
  #print(lines: readonly Safe[], open: Safe | undefined): string | undefined {
    const [first, ...others] = lines;
    let text = "";
    if (first !== undefined) {
      text += this.#open.finish(first, this.#columns);
      text += others.map((line) => `${line}\r\n`).join("");
    }
    if (open !== undefined && this.#reflow !== "none") text += this.#open.grow(open, this.#columns);
    if (text === "") return undefined;
    return `${moveBy(-this.#shown.cursor.row)}\r${this.#shown.rows.length > 0 ? eraseBelow : ""}${text}`;
  }

  /** What of the open line is not printed yet stands on top. */
  #region({ rows, cursor }: LiveRegion, open: Safe | undefined): LiveRegion {
    const rest = open === undefined ? EMPTY : this.#open.restOf(open);
    if (plainOf(rest) === "") return this.#fitted({ rows, cursor });
    const above = breakRows(rest, this.#columns);
    const room = Math.max(0, this.#rows - rows.length - 1);
    const kept = room === 0 ? [] : above.slice(-room);
    return this.#fitted({ rows: [...kept, ...rows], cursor: { ...cursor, row: cursor.row + kept.length } });
  }

  /** A region as high as the screen could not be taken back: what is farthest from the cursor goes. */
  #fitted(region: LiveRegion): LiveRegion {
    const limit = Math.max(1, this.#rows - 1);
    const excess = region.rows.length - limit;
    if (excess <= 0) return region;
    const above = Math.min(excess, region.cursor.row);
    return {
      rows: region.rows.slice(above, above + limit),
      cursor: { ...region.cursor, row: region.cursor.row - above },
    };
  }

  /** From the region's first row on, which is empty like all below it. */
  #drawAll({ rows, cursor }: LiveRegion): string {
    return `${WRAP_OFF}${rows.join("\r\n")}${WRAP_ON}${this.#placeCursor(rows.length - 1, cursor)}`;
  }

  #update(next: LiveRegion): string {
    const before = this.#shown;
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
        out += this.#rowOver(text);
      }
    });
    if (next.rows.length < before.rows.length) {
      goTo(next.rows.length);
      out += eraseBelow;
    }
    const sameCursor = next.cursor.row === before.cursor.row && next.cursor.before === before.cursor.before;
    if (out === "" && sameCursor) return "";
    const drawn = out === "" ? "" : `${WRAP_OFF}${out}${WRAP_ON}`;
    return `${drawn}${this.#placeCursor(at, next.cursor)}`;
  }

  /** A row over another one; in the last column erasing would take the last character. */
  #rowOver(text: Safe): string {
    return widthOf(text) < this.#columns ? `${text}\u001b[K` : text;
  }

  #placeCursor(at: number, { row, before }: LiveRegion["cursor"]): string {
    return `${moveBy(row - at)}${toColumn(before)}`;
  }

  /** How many of the region's rows, from below, xterm.js drops when the screen gets lower: what is below the cursor goes first. */
  #rowsCutOff(rows: number): number {
    const region = this.#shown.rows.length;
    const belowRegion = Math.max(0, this.#rows - this.#top - region);
    const belowCursor = Math.max(0, region - this.#shown.cursor.row - 1);
    return Math.max(0, Math.min(this.#rows - rows - belowRegion, belowCursor));
  }

  #rowsAboveCursor(columns: number, cutOff: number): number {
    const { cursor } = this.#shown;
    const rows = this.#shown.rows.slice(0, this.#reflow === "xterm.js" ? this.#shown.rows.length - cutOff : undefined);
    if (this.#reflow === "none") return cursor.row;
    const taken = rows.map((row) => rowsTaken(plainOf(row), columns));
    if (this.#reflow === "xterm.js") return xtermCursorRow(taken, cursor.row);
    return sum(taken.slice(0, cursor.row)) + Math.floor(widthOf(cursor.before) / columns);
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** While live rows are drawn a row that is too wide is cut off instead of pushing the others down. */
const WRAP_OFF = "\u001b[?7l";
const WRAP_ON = "\u001b[?7h";
