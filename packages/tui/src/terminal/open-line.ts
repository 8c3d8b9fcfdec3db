import { graphemesOf, graphemeWidth, hasCertainWidth } from "../text/graphemes.js";
import type { Safe } from "../text/safe.js";
import { plainOf, splitAt } from "../text/styled.js";
import { layOut, rowsTaken } from "./rows-taken.js";

/** Bytes that print something, and the rows that it takes, beside those that are there already. */
export interface Printed {
  readonly bytes: string;
  readonly rows: number;
}

const NONE: Printed = { bytes: "", rows: 0 };

/**
 * A line that is printed while it is still being written, whole rows at a time, so that a long paragraph is in the
 * scrollback as it comes and still one line for whoever copies it: each piece goes on where the terminal's own wrapping
 * left off. To get there, the last character is written once more: behind it at the edge, the terminal wraps.
 */
export class OpenLine {
  /** Columns of it that are printed. */
  #printed = 0;
  /** The text on the rows above, which it can go on from; how it wraps depends on the width. */
  #plain = "";

  /** Prints the rows that have become whole; the cursor is on the row below the line then, at its start. */
  grow(line: Safe, columns: number): Printed {
    const rest = this.restOf(line);
    const plain = plainOf(rest);
    // Where it is not certain where the terminal wraps, the line has to be whole first.
    if (!hasCertainWidth(plain)) return NONE;
    const end = wholeRows(plain, columns, layOut(this.#plain, columns).lastWidth % columns);
    if (end === 0) return NONE;
    const resumed = this.#resume(line, columns);
    const before = this.#rowsPrinted(columns);
    this.#plain += splitAt(plain as Safe, end).head;
    this.#printed += end;
    return { bytes: `${resumed}${splitAt(rest, end).head}\r\n`, rows: this.#rowsPrinted(columns) - before };
  }

  /** Prints the rest of the line, which is whole now, and ends it. */
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

  /** What of the line is not printed yet. */
  restOf(line: Safe): Safe {
    if (this.#printed === 0) return line;
    return splitAt(line, this.#printed).rest;
  }

  /** What is printed of it cannot be gone on from: what follows is a line of its own. */
  breakOff(): void {
    this.#plain = "";
  }

  /** The first rows of what is not printed yet have left the screen, so many at this width: nothing can take them back. */
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

  /** From the start of the row below it to its end. */
  #resume(line: Safe, columns: number): string {
    if (this.#plain === "") return "";
    const width = graphemeWidth(graphemesOf(this.#plain.slice(-LONGEST_GRAPHEME)).at(-1) ?? "");
    const column = layOut(this.#plain, columns).lastWidth - width;
    const last = splitAt(splitAt(line, this.#printed).head, this.#printed - width).rest;
    return `\u001b[A\u001b[${column + 1}G${last}`;
  }
}

/** In code units, of graphemes of certain width. */
const LONGEST_GRAPHEME = 4;

/** How many columns of the text fill rows up to the edge, when the first row has so many columns taken already. */
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
