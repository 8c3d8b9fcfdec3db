import { graphemesOf, graphemeWidth, isAscii } from "./graphemes.js";
import { EMPTY, type Safe } from "./safe.js";

/** The columns of safe text; colours and links take none. */
export function widthOf(text: Safe): number {
  const plain = plainOf(text);
  if (isAscii(plain)) return plain.length;
  let width = 0;
  for (const grapheme of graphemesOf(plain)) width += graphemeWidth(grapheme);
  return width;
}

/** The text without colours and links. */
export function plainOf(text: Safe): string {
  return text.includes("\u001b") ? text.replace(SEQUENCE, "") : text;
}

export interface Split {
  readonly head: Safe;
  readonly rest: Safe;
  /** The columns of the head: one less than requested if a wide character did not fit. */
  readonly width: number;
}

/** Splits a text after a number of columns; styles that are active at the split continue in the rest. */
export function splitAt(text: Safe, columns: number): Split {
  if (!text.includes("\u001b") && isAscii(text)) {
    return {
      head: text.slice(0, columns) as Safe,
      rest: text.slice(columns) as Safe,
      width: Math.min(columns, text.length),
    };
  }
  for (const split of splits(text, columns)) return split;
  return { head: text, rest: EMPTY, width: 0 };
}

/** Splits the text wherever a row of that width is full; each head is the next row, and the last one has no rest. */
function* splits(text: Safe, columns: number): Generator<Split, void> {
  const styles = new OpenStyles();
  let opening = "";
  let from = 0;
  let at = 0;
  let width = 0;
  for (const part of partsOf(text)) {
    if (part.startsWith("\u001b")) {
      styles.apply(part);
      at += part.length;
      continue;
    }
    for (const grapheme of graphemesOf(part)) {
      const taken = graphemeWidth(grapheme);
      if (width + taken > columns) {
        const head = `${opening}${text.slice(from, at)}${styles.closing}` as Safe;
        opening = styles.opening;
        yield { head, rest: `${opening}${text.slice(at)}` as Safe, width };
        // A wide character in a single column.
        if (taken > columns) return;
        from = at;
        width = 0;
      }
      width += taken;
      at += grapheme.length;
    }
  }
  yield { head: `${opening}${text.slice(from)}` as Safe, rest: EMPTY, width };
}

/** Fits the text into one row; `…` (or `~`) replaces what was cut. */
export function fitRow(text: Safe, columns: number, mark = "…"): Safe {
  if (columns <= 0) return EMPTY;
  if (text.length <= columns && isAscii(text)) return text;
  if (widthOf(text) <= columns) return text;
  return `${splitAt(text, columns - 1).head}${mark}` as Safe;
}

/** Breaks the text into rows anywhere, as a terminal does. */
export function breakRows(text: Safe, columns: number): Safe[] {
  return Array.from(splits(text, Math.max(columns, 1)), ({ head }) => head);
}

/** How many rows of a long text are measured at once, so that the time grows with its length only. */
const ROWS_AT_ONCE = 8;

/** Wraps the text into rows, at spaces where possible. */
export function wrapRows(text: Safe, columns: number): Safe[] {
  const rows: Safe[] = [];
  const limit = Math.max(columns, 1);
  let left = EMPTY;
  for (const piece of breakRows(text, limit * ROWS_AT_ONCE)) {
    left = `${left}${piece}` as Safe;
    while (widthOf(left) > limit) {
      const space = lastSpace(splitAt(left, limit + 1).head);
      const { head, rest, width } = splitAt(left, space > 0 ? space : limit);
      if (width === 0) break;
      rows.push(head);
      left = space > 0 ? splitAt(rest, 1).rest : rest;
    }
  }
  return [...rows, left];
}

/** The same, with continuation rows indented. */
export function hangingRows(text: Safe, columns: number, indent: number): Safe[] {
  if (widthOf(text) <= columns || columns - indent < 8) return wrapRows(text, columns);
  const { head, rest } = splitAt(text, columns);
  const lead = " ".repeat(indent);
  return [head, ...breakRows(rest, columns - indent).map((row) => `${lead}${row}` as Safe)];
}

/** The column of the last space, not counting styles; -1 if there is none. */
function lastSpace(text: Safe): number {
  const plain = plainOf(text);
  const at = plain.lastIndexOf(" ");
  if (at < 0 || plain.slice(0, at).trim() === "") return -1;
  return widthOf(plain.slice(0, at) as Safe);
}

/** Puts one text at the left and the other at the right; if both do not fit, drops the right one first. */
export function spread(left: Safe, right: Safe, columns: number): Safe {
  const space = columns - widthOf(left) - widthOf(right);
  if (right === "" || space < 1) return fitRow(left, columns);
  return `${left}${" ".repeat(space)}${right}` as Safe;
}

export function padEnd(text: Safe, columns: number): Safe {
  return `${text}${" ".repeat(Math.max(0, columns - widthOf(text)))}` as Safe;
}

/** SGR and OSC 8: the only sequences in safe text. */
const SEQUENCE = /\u001b\[[0-9;:]*m|\u001b\]8;[^\u0007\u001b]*\u001b\\/g;

function partsOf(text: string): string[] {
  return text.split(/(\u001b\[[0-9;:]*m|\u001b\]8;[^\u0007\u001b]*\u001b\\)/).filter((part) => part !== "");
}

/** The styles that are active at a position in a text. */
class OpenStyles {
  readonly #open = new Map<string, string>();

  apply(sequence: string): void {
    if (sequence.startsWith("\u001b]8;")) {
      if (sequence === LINK_END) this.#open.delete("link");
      else this.#open.set("link", sequence);
      return;
    }
    const codes = sequence.slice(2, -1);
    const group = groupOf(codes);
    if (group === "none") this.#open.clear();
    else if (isClosing(codes)) this.#open.delete(group);
    else this.#open.set(group, sequence);
  }

  get opening(): string {
    return [...this.#open.values()].join("");
  }

  get closing(): string {
    const styled = [...this.#open.keys()].some((group) => group !== "link");
    return `${styled ? "\u001b[0m" : ""}${this.#open.has("link") ? LINK_END : ""}`;
  }
}

const LINK_END = "\u001b]8;;\u001b\\";

/** Weight, text colour and background colour are switched independently of each other. */
function groupOf(codes: string): string {
  const code = Number(/^\d*/.exec(codes)?.[0] || "0");
  if (code === 0) return "none";
  if (code === 1 || code === 2 || code === 22) return "weight";
  if (code === 3 || code === 23) return "italic";
  if (code === 4 || code === 24) return "underline";
  if (code === 7 || code === 27) return "inverse";
  if (code === 9 || code === 29) return "struck";
  return code >= 40 && code < 50 ? "background" : "colour";
}

function isClosing(codes: string): boolean {
  return /^(?:2[2-9]|39|49)$/.test(codes);
}
