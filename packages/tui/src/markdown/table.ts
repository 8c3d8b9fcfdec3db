import { EMPTY, type Safe, safe, stillSafe } from "../text/safe.js";
import { padEnd, widthOf, wrapRows } from "../text/styled.js";
import type { Paint } from "../text/theme.js";
import { type InlineOptions, wholeInline } from "./inline.js";

interface TableOptions extends InlineOptions {
  readonly paint: Paint;
  readonly columns: () => number;
  readonly unicode: boolean;
}

type Align = "left" | "right" | "centre";

/** Words do not fit into narrower columns. */
const MIN_COLUMN = 6;

/**
 * Renders lines that start with `|` as a table within the given columns. Returns them unchanged if they are not one, or one with more columns
 * than the terminal. A table can have more rows than a function can have arguments.
 */
export function renderTable(lines: readonly Safe[], options: TableOptions): Safe[] {
  const [header, delimiter, ...rows] = lines.map(cellsOf);
  if (header === undefined || delimiter === undefined || !delimiter.every((cell) => /^:?-+:?$/.test(cell))) {
    return lines.map((line) => wholeInline(line, options));
  }
  // Differs from codex-rs: cells without a heading are shown, too.
  const count = rows.reduce((most, row) => Math.max(most, row.length), header.length);
  if (count > options.columns()) return lines.map((line) => wholeInline(line, options));
  const cells = [filled(header, count).map((cell) => options.paint.bold(wholeInline(cell, options)))].concat(
    rows.map((row) => filled(row, count).map((cell) => wholeInline(cell, options))),
  );
  const aligns = Array.from({ length: count }, (_, index) => alignOf(delimiter[index] ?? EMPTY));
  const widths = fitColumns(widestOf(cells, count), options.columns() - 1 - (count - 1) * 3);
  const separator = options.paint.dim(options.unicode ? safe` │ ` : safe` | `);
  const line = (row: readonly Safe[]) =>
    stillSafe(
      row
        .map((cell, index) => aligned(cell, widths[index] ?? 0, index === count - 1 ? undefined : aligns[index]))
        .join(separator),
    );
  const [dash, crossing] = options.unicode ? (["─", "─┼─"] as const) : (["-", "-+-"] as const);
  const rule = options.paint.dim(stillSafe(widths.map((width) => dash.repeat(width)).join(crossing)));
  const printed = cells.map((row) => wrapCells(row, widths).map(line));
  return [...(printed[0] ?? []), rule, ...printed.slice(1).flat()];
}

/** A `|` in code or after a backslash is text. */
function cellsOf(line: Safe): Safe[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  const ends = [...inner.matchAll(/\\.|`[^`]*`|\|/gu)].flatMap(({ 0: found, index }) => (found === "|" ? [index] : []));
  return [...ends, inner.length].map((end, index) => {
    const cell = inner.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end);
    return stillSafe(cell.trim().replaceAll("\\|", "|"));
  });
}

function filled(row: readonly Safe[], count: number): Safe[] {
  return Array.from({ length: count }, (_, index) => row[index] ?? EMPTY);
}

function alignOf(cell: Safe): Align {
  if (!cell.endsWith(":")) return "left";
  return cell.startsWith(":") ? "centre" : "right";
}

function widestOf(rows: readonly (readonly Safe[])[], count: number): number[] {
  const widthAt = (row: readonly Safe[], index: number) => widthOf(row[index] ?? EMPTY);
  return Array.from({ length: count }, (_, index) =>
    rows.reduce((most, row) => Math.max(most, widthAt(row, index)), 1),
  );
}

/** Shrinks the widest columns, all to the same width: the greatest that fits. What is left over goes to the last ones. */
function fitColumns(widths: readonly number[], room: number): number[] {
  const taken = (most: number) => widths.reduce((sum, width) => sum + Math.min(width, most), 0);
  let tooWide = Math.max(...widths);
  if (taken(tooWide) <= room) return [...widths];
  let most = MIN_COLUMN;
  while (tooWide - most > 1) {
    const middle = Math.floor((most + tooWide) / 2);
    if (taken(middle) <= room) most = middle;
    else tooWide = middle;
  }
  const shrunk = widths.flatMap((width, index) => (width > most ? [index] : []));
  const left = Math.max(0, room - taken(most));
  const wider = new Set(shrunk.slice(shrunk.length - left));
  return widths.map((width, index) => Math.min(width, wider.has(index) ? most + 1 : most));
}

/** A row with too wide cells is wrapped over several lines. */
function wrapCells(row: readonly Safe[], widths: readonly number[]): Safe[][] {
  const wrapped = row.map((cell, index) => wrapRows(cell, widths[index] ?? 1));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => wrapped.map((lines) => lines[line] ?? EMPTY));
}

/** With `align` undefined, nothing is added after the cell. */
function aligned(cell: Safe, width: number, align: Align | undefined): Safe {
  const free = Math.max(0, width - widthOf(cell));
  switch (align) {
    case undefined:
      return cell;
    case "left":
      return padEnd(cell, width);
    case "right":
      return stillSafe(`${" ".repeat(free)}${cell}`);
    case "centre":
      return padEnd(stillSafe(`${" ".repeat(Math.floor(free / 2))}${cell}`), width);
    default:
      return align satisfies never;
  }
}
