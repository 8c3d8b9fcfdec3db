import { EMPTY, type Safe } from "../text/safe.js";
import { breakRows, plainOf } from "../text/styled.js";
import { eraseFrom, frameOf, moveBy } from "./escape-codes.js";
import { drawRegion, fittedTo, type LiveRegion, NOTHING, updateRegion } from "./live-region.js";
import { OpenLine, type Printed } from "./open-line.js";
import { type Reflow, rowsAboveCursor, sum } from "./reflow.js";
import { rowsTaken } from "./rows-taken.js";

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

/** The terminal's new size; and the row of the screen on which the cursor is now, where the terminal tells. */
export interface NewSize {
  readonly columns: number;
  readonly rows: number;
  readonly cursorRow?: number | undefined;
}

/**
 * The only writer of the chat. Finished lines go into the terminal's own scrollback, unbroken; below them is the live
 * region, of which only changed rows are drawn again. Every movement is relative to the cursor, as only the terminal
 * knows where on the screen we are.
 */
export class Renderer {
  readonly #write: (bytes: string) => void;
  #reflow: Reflow;
  #columns: number;
  #rows: number;
  /** What is on the screen now. */
  #shown: LiveRegion = NOTHING;
  /** How many of the shown rows, from the first, are the end of the open line. */
  #shownOfOpen = 0;
  /**
   * On which row of the screen the live region begins, as far as that is known: it may have begun further down, until the
   * terminal has told, or what was printed has filled the screen.
   */
  #top = 0;
  readonly #open = new OpenLine();
  /** Goes out with the next frame. */
  #before = "";
  /** The next frame is to end on the last row of the screen. */
  #sinks = false;
  #hasPrinted = false;

  constructor({ write, reflow, columns, rows }: RendererOptions) {
    this.#write = write;
    this.#reflow = reflow;
    this.#columns = columns;
    this.#rows = rows;
  }

  /** Shows the frame; writes nothing when all of it is there. */
  draw({ lines, open, ...live }: Frame): void {
    const printed = this.#print(lines, open);
    const ofOpen = this.#openRows(live, open);
    const region = fittedTo(this.#rows, {
      rows: [...ofOpen, ...live.rows],
      cursor: { ...live.cursor, row: live.cursor.row + ofOpen.length },
    });
    const sunk = this.#sinkBy(printed.rows + region.rows.length);
    const drawn =
      printed.bytes === "" && sunk === 0
        ? updateRegion(this.#shown, region)
        : `${this.#eraseRegion()}${moveBy(sunk)}${printed.bytes}${drawRegion(region)}`;
    this.#top = Math.max(0, Math.min(this.#top + sunk + printed.rows, this.#rows - region.rows.length));
    this.#shown = region;
    this.#shownOfOpen = ofOpen.length;
    const bytes = `${this.#before}${drawn}`;
    this.#before = "";
    if (bytes !== "") this.#write(frameOf(bytes));
  }

  /** The row of the screen on which the cursor is, of what was drawn last. While nothing is printed the region goes to the bottom. */
  located(cursorRow: number): void {
    this.#top = Math.max(0, cursorRow - this.#shown.cursor.row);
    this.#sinks = !this.#hasPrinted;
  }

  /** The terminal has another size now; what it has made of the live region goes with the next frame. */
  resize({ columns, rows, cursorRow }: NewSize): void {
    const up = rowsAboveCursor(this.#shown, this.#reflow, { columns, cutOff: this.#rowsCutOff(rows) });
    const estimate = Math.min(this.#top + this.#shown.cursor.row, rows - 1);
    const top = (cursorRow ?? estimate) - up;
    // What the open line would go on from is out of reach, or may be.
    const isLost = cursorRow === undefined ? up + this.#shown.rows.length - this.#shown.cursor.row >= rows : top < 1;
    if (columns < 2 || isLost) this.#open.breakOff();
    if (top < 0) this.#open.scrolledAway(this.#shown.rows.slice(0, this.#shownOfOpen), -top, columns);
    if (this.#shown.rows.length > 0) {
      this.#before += `${moveBy(-Math.min(up, cursorRow ?? rows - 1))}\r${eraseFrom(cursorRow === undefined ? 0 : top)}`;
    }
    this.#top = Math.max(0, top);
    this.#columns = columns;
    this.#rows = rows;
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
    const taken = this.#shown.rows.length > 0 ? this.#eraseRegion() : "";
    if (this.#before !== "" || taken !== "") this.#write(`${this.#before}${taken}`);
    this.#before = "";
    this.#shown = NOTHING;
  }

  /** Something else has written: what is there scrolls away, the next frame is at the bottom of an empty screen. */
  startAnew(): void {
    this.clear();
    this.#before = `${"\n".repeat(this.#rows)}\r`;
    this.#top = this.#rows - 1;
    this.#open.breakOff();
  }

  /** The terminal has forgotten where we were (another program had it): the next frame begins at the cursor. */
  forget(): void {
    this.#shown = NOTHING;
    this.#top = 0;
    this.#open.breakOff();
  }

  /** What is to be printed from where the region begins, if anything is. */
  #print([first, ...others]: readonly Safe[], open: Safe | undefined): Printed {
    const pieces: Printed[] = [];
    if (first !== undefined) pieces.push(this.#open.finish(first, this.#columns));
    for (const line of others) pieces.push({ bytes: `${line}\r\n`, rows: rowsTaken(plainOf(line), this.#columns) });
    if (open !== undefined && this.#reflow !== "none") pieces.push(this.#open.grow(open, this.#columns));
    const bytes = pieces.map((piece) => piece.bytes).join("");
    this.#hasPrinted ||= bytes !== "";
    return { bytes, rows: sum(pieces.map(({ rows }) => rows)) };
  }

  /** What of the open line is not printed yet: it stands on top of the region. */
  #openRows({ rows }: LiveRegion, open: Safe | undefined): readonly Safe[] {
    const rest = open === undefined ? EMPTY : this.#open.restOf(open);
    const room = Math.max(0, this.#rows - rows.length - 1);
    if (plainOf(rest) === "" || room === 0) return [];
    return breakRows(rest, this.#columns).slice(-room);
  }

  /** How many rows further down it begins, so that what is drawn on so many rows ends at the bottom. */
  #sinkBy(rows: number): number {
    const free = this.#sinks ? this.#rows - this.#top - rows : 0;
    this.#sinks = false;
    return Math.max(0, free);
  }

  /** Takes the region from the screen; the cursor is at the start of its first row then. */
  #eraseRegion(): string {
    if (this.#shown.rows.length === 0) return "\r";
    return `${moveBy(-this.#shown.cursor.row)}\r${eraseFrom(this.#top)}`;
  }

  /** How many of the region's rows, from below, a terminal drops when it gets lower: blank ones below it go before them. */
  #rowsCutOff(rows: number): number {
    const region = this.#shown.rows.length;
    const belowRegion = Math.max(0, this.#rows - this.#top - region);
    const belowCursor = Math.max(0, region - this.#shown.cursor.row - 1);
    return Math.max(0, Math.min(this.#rows - rows - belowRegion, belowCursor));
  }
}
