import { graphemesOf, graphemeWidth, isAscii } from "../text/graphemes.js";

/** How many rows the text takes on a terminal of that width; at least one. */
export function rowsTaken(text: string, columns: number): number {
  return layOut(text, columns).rows;
}

export interface Layout {
  readonly rows: number;
  /** The columns of the last row; all of them if it is full. */
  readonly lastWidth: number;
}

/** Wraps as terminals do: anywhere, but never within a wide character. */
export function layOut(text: string, columns: number): Layout {
  if (isAscii(text)) {
    const rows = Math.max(1, Math.ceil(text.length / columns));
    return { rows, lastWidth: text.length - (rows - 1) * columns };
  }
  let rows = 1;
  let lastWidth = 0;
  for (const grapheme of graphemesOf(text)) {
    const width = graphemeWidth(grapheme);
    if (lastWidth + width > columns && lastWidth > 0) {
      rows++;
      lastWidth = 0;
    }
    lastWidth += width;
  }
  return { rows, lastWidth };
}
