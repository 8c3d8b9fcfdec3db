import { graphemesOf, graphemeWidth, hasCertainWidth } from "../text/graphemes.js";
import type { Safe } from "../text/safe.js";
import { plainOf, splitAt } from "../text/styled.js";
import { layOut, rowsTaken } from "./rows-taken.js";

/** Bytes that print something, and how many additional rows they take. */
export interface Printed {
  readonly bytes: string;
  readonly rows: number;
}

const NONE: Printed = { bytes: "", rows: 0 };

/**
 * A line that is printed in whole rows while it is being written, so that a long paragraph appears in the scrollback as it arrives but can
 * still be copied as one line: each piece continues where the terminal's own wrapping stopped. To get there, the last character is written
 * again, since the terminal wraps after a character at the edge.
 */
export class OpenLine {
  /** How many of its columns are printed. */
  #printed = 0;
  /** The printed text, which the line continues from; its wrapping depends on the width. */
  #plain = "";

  /** Prints the rows that are complete now, and leaves the cursor at the start of the row below the line. */
  grow(line: Safe, columns: number): Printed {
    const rest = this.restOf(line);
    const plain = plainOf(rest);
    // If it is uncertain where the terminal wraps, the line is printed only when complete.
    if (!hasCertainWidth(plain)) return NONE;
    const end = wholeRows(plain, columns, layOut(this.#plain, columns).lastWidth % columns);
    if (end === 0) return NONE;
    const resumed = this.#resume(line, columns);
    const before = this.#rowsPrinted(columns);
    this.#plain += splitAt(plain as Safe, end).head;
    this.#printed += end;
    return { bytes: `${resumed}${splitAt(rest, end).head}\r\n`, rows: this.#rowsPrinted(columns) - before };
  }

  /** Prints the rest of the complete line and ends it. */
  finish(line: Safe, columns: number): Printed {
    const rest = this.restOf(line);
    const plain = plainOf(rest);
    const isPrinted = this.#printed > 0 && plain === "";
    const rows = layOut(`${this.#plain}${plain}`, columns).rows - this.#rowsPrinted(columns);
    const printed = isPrinted ? NONE : { bytes: `${this.#resume(line, columns)}${rest}\r\n`, rows };
    this.#printed = 0;
    this.#plain = "";
    return printed;
  }

  /** The unprinted rest of the line. */
  restOf(line: Safe): Safe {
    if (this.#printed === 0) return line;
    return splitAt(line, this.#printed).rest;
  }

  /** Gives up continuing the printed part: the rest becomes a separate line. */
  breakOff(): void {
    this.#plain = "";
  }

  /** The first `count` rows of the unprinted rest have scrolled off the screen at this width, so they count as printed. */
  scrolledAway(rows: readonly Safe[], count: number, columns: number): void {
    let left = count;
    for (const row of rows) {
      this.#printed += splitAt(row, left * columns).width;
      left -= rowsTaken(plainOf(row), columns);
      if (left <= 0) return;
    }
  }

  #rowsPrinted(columns: number): number {
    return this.#plain === "" ? 0 : rowsTaken(this.#plain, columns);
  }

  /** Moves from the start of the row below the line to its end. */
  #resume(line: Safe, columns: number): string {
    if (this.#plain === "") return "";
    const width = graphemeWidth(graphemesOf(this.#plain.slice(-LONGEST_GRAPHEME)).at(-1) ?? "");
    const column = layOut(this.#plain, columns).lastWidth - width;
    const last = splitAt(splitAt(line, this.#printed).head, this.#printed - width).rest;
    return `\u001b[A\u001b[${column + 1}G${last}`;
  }
}

/** In UTF-16 code units, for graphemes of certain width. */
const LONGEST_GRAPHEME = 4;

/** How many columns of the text fill complete rows, if the first row already has `taken` columns. */
function wholeRows(text: string, columns: number, taken: number): number {
  let width = taken;
  let total = 0;
  let whole = 0;
  for (const grapheme of graphemesOf(text)) {
    const own = graphemeWidth(grapheme);
    if (width + own > columns) {
      whole = total;
      width = 0;
    }
    width += own;
    total += own;
    if (width === columns) {
      whole = total;
      width = 0;
    }
  }
  return whole;
}
