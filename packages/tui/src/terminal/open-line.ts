import { graphemesOf, graphemeWidth, hasCertainWidth } from "../text/graphemes.js";
import type { Safe } from "../text/safe.js";
import { plainOf, splitAt } from "../text/styled.js";
import { layOut } from "./rows-taken.js";

/**
 * A line that is printed while it is still being written, whole rows at a time, so that a long paragraph is in the
 * scrollback as it comes and still one line for whoever copies it: each piece goes on where the terminal's own wrapping
 * left off. To get there, the last character is written once more: behind it at the edge, the terminal wraps.
 */
export class OpenLine {
  /** Columns of it that are printed. */
  #printed = 0;
  /** The same as text: how it wraps depends on the width. */
  #plain = "";
  /** It cannot be gone on with: what follows is printed on a line of its own. */
  #broken = false;

  /** The bytes that print the rows that have become whole; the cursor is on the row below the line, at its start. */
  grow(line: Safe, columns: number): string {
    const rest = this.restOf(line);
    const plain = plainOf(rest);
    // Where it is not certain where the terminal wraps, the line has to be whole first.
    if (this.#broken || !hasCertainWidth(plain)) return "";
    const end = wholeRows(plain, columns, layOut(this.#plain, columns).lastWidth % columns);
    if (end === 0) return "";
    const resumed = this.#resume(line, columns);
    this.#plain += splitAt(plain as Safe, end).head;
    this.#printed += end;
    return `${resumed}${splitAt(rest, end).head}\r\n`;
  }

  /** The bytes that print the rest of the line, which is whole now, and end it. */
  finish(line: Safe, columns: number): string {
    const rest = this.restOf(line);
    const resumed = this.#broken ? "" : this.#resume(line, columns);
    const isPrinted = this.#printed > 0 && plainOf(rest) === "";
    this.#printed = 0;
    this.#plain = "";
    this.#broken = false;
    return isPrinted ? "" : `${resumed}${rest}\r\n`;
  }

  /** What of the line is not printed yet. */
  restOf(line: Safe): Safe {
    if (this.#printed === 0) return line;
    return splitAt(line, this.#printed).rest;
  }

  /** The terminal's cursor is not below it any more. */
  breakOff(): void {
    this.#broken = this.#printed > 0;
  }

  /** From the start of the row below it to its end. */
  #resume(line: Safe, columns: number): string {
    if (this.#printed === 0) return "";
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
