import { EMPTY, type Safe } from "../text/safe.js";
import { breakRows, plainOf } from "../text/styled.js";
import { eraseFrom, frameOf, moveBy } from "./escape-codes.js";
import { drawRegion, fittedTo, type LiveRegion, NOTHING, updateRegion } from "./live-region.js";
import { OpenLine, type Printed } from "./open-line.js";
import { type Reflow, rowsAboveCursor, sum } from "./reflow.js";
import { rowsTaken } from "./rows-taken.js";

export interface Frame extends LiveRegion {
  /** Complete lines, printed once and never redrawn; the terminal wraps them. */
  readonly lines: readonly Safe[];
  /**
   * The start of a line that is still being written, which only grows. While it is set, nothing else is printed; the first of `lines` is
   * this line when complete.
   */
  readonly open: Safe | undefined;
}

export interface RendererOptions {
  readonly write: (bytes: string) => void;
  readonly columns: number;
  readonly rows: number;
  readonly reflow: Reflow;
}

/** The terminal's new size, and the cursor's row if the terminal reports it. */
export interface NewSize {
  readonly columns: number;
  readonly rows: number;
  readonly cursorRow?: number | undefined;
}

/**
 * The only writer to the terminal. Complete lines go to the terminal's own scrollback, unwrapped; below them is the live region, of which
 * only changed rows are redrawn. All movements are relative to the cursor, since only the terminal knows our position on the screen.
 */
export class Renderer {
  readonly #write: (bytes: string) => void;
  #reflow: Reflow;
  #columns: number;
  #rows: number;
  /** The region on the screen. */
  #shown: LiveRegion = NOTHING;
  /** How many of the first shown rows are the end of the open line. */
  #shownOfOpen = 0;
  /**
   * The first row of the live region on the screen, as far as it is known: it may be further down until the terminal has reported the
   * cursor, or printed lines have filled the screen.
   */
  #top = 0;
  readonly #open = new OpenLine();
  /** Sent with the next frame. */
  #before = "";
  /** Whether the next frame must end on the last row of the screen. */
  #sinks = false;
  #hasPrinted = false;

  constructor({ write, reflow, columns, rows }: RendererOptions) {
    this.#write = write;
    this.#reflow = reflow;
    this.#columns = columns;
    this.#rows = rows;
  }

  /** Draws the frame; writes nothing if nothing has changed. */
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

  /** Takes the reported row of the cursor in the latest frame. Until something is printed, the region moves to the bottom. */
  located(cursorRow: number): void {
    this.#top = Math.max(0, cursorRow - this.#shown.cursor.row);
    this.#sinks = !this.#hasPrinted;
  }

  /** Takes the terminal's new size; the next frame erases what the terminal has made of the live region. */
  resize({ columns, rows, cursorRow }: NewSize): void {
    const up = rowsAboveCursor(this.#shown, this.#reflow, { columns, cutOff: this.#rowsCutOff(rows) });
    const estimate = Math.min(this.#top + this.#shown.cursor.row, rows - 1);
    const top = (cursorRow ?? estimate) - up;
    // The end of the open line may be out of reach.
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

  /** The part of the open line that is not printed yet. */
  restOf(line: Safe): Safe {
    return this.#open.restOf(line);
  }

  get reflow(): Reflow {
    return this.#reflow;
  }

  /** Sets how the terminal rewraps, once that is known. */
  set reflow(reflow: Reflow) {
    this.#reflow = reflow;
  }

  /** Erases the live region and leaves the cursor where it started. */
  clear(): void {
    const taken = this.#shown.rows.length > 0 ? this.#eraseRegion() : "";
    if (this.#before !== "" || taken !== "") this.#write(`${this.#before}${taken}`);
    this.#before = "";
    this.#shown = NOTHING;
  }

  /** Call this after something else has written: it scrolls away, and the next frame is at the bottom of an empty screen. */
  restart(): void {
    this.clear();
    this.#before = `${"\n".repeat(this.#rows)}\r`;
    this.#top = this.#rows - 1;
    this.#open.breakOff();
  }

  /** Forgets the position, since another program had the terminal: the next frame starts at the cursor. */
  forget(): void {
    this.#shown = NOTHING;
    this.#top = 0;
    this.#open.breakOff();
  }

  /** Prints lines where the region starts, if there are any. */
  #print([first, ...others]: readonly Safe[], open: Safe | undefined): Printed {
    const pieces: Printed[] = [];
    if (first !== undefined) pieces.push(this.#open.finish(first, this.#columns));
    for (const line of others) pieces.push({ bytes: `${line}\r\n`, rows: rowsTaken(plainOf(line), this.#columns) });
    if (open !== undefined && this.#reflow !== "none") pieces.push(this.#open.grow(open, this.#columns));
    const bytes = pieces.map((piece) => piece.bytes).join("");
    this.#hasPrinted ||= bytes !== "";
    return { bytes, rows: sum(pieces.map(({ rows }) => rows)) };
  }

  /** The unprinted rest of the open line, which is shown on top of the region. */
  #openRows({ rows }: LiveRegion, open: Safe | undefined): readonly Safe[] {
    const rest = open === undefined ? EMPTY : this.#open.restOf(open);
    const room = Math.max(0, this.#rows - rows.length - 1);
    if (plainOf(rest) === "" || room === 0) return [];
    return breakRows(rest, this.#columns).slice(-room);
  }

  /** How many rows further down to start, so that a drawing of `rows` rows ends at the bottom. */
  #sinkBy(rows: number): number {
    const free = this.#sinks ? this.#rows - this.#top - rows : 0;
    this.#sinks = false;
    return Math.max(0, free);
  }

  /** Erases the region, and leaves the cursor at the start of its first row. */
  #eraseRegion(): string {
    if (this.#shown.rows.length === 0) return "\r";
    return `${moveBy(-this.#shown.cursor.row)}\r${eraseFrom(this.#top)}`;
  }

  /** How many of the region's last rows a terminal drops when its height shrinks, after blank ones below. */
  #rowsCutOff(rows: number): number {
    const region = this.#shown.rows.length;
    const belowRegion = Math.max(0, this.#rows - this.#top - region);
    const belowCursor = Math.max(0, region - this.#shown.cursor.row - 1);
    return Math.max(0, Math.min(this.#rows - rows - belowRegion, belowCursor));
  }
}
