import { type Atom, type Composer, labelOf } from "../state/composer.js";
import { EMPTY, joined, type Safe, safe, safeLine } from "../text/safe.js";
import { fitRow, widthOf } from "../text/styled.js";
import type { Look } from "./look.js";

const TAB = safe`    `;

export interface InputRows {
  readonly rows: readonly Safe[];
  readonly cursor: { readonly row: number; readonly before: Safe };
}

export interface InputOptions {
  /** Precedes the first row; other rows are indented by its width. */
  readonly prompt: Safe;
  readonly columns: number;
  readonly maxRows: number;
  /** Shown dim while the draft is empty. */
  readonly placeholder?: Safe | undefined;
}

/** The rows of the draft, with the cursor; for long drafts, those around the cursor. */
export function inputRows(composer: Composer, { paint }: Pick<Look, "paint">, options: InputOptions): InputRows {
  const { prompt, columns, placeholder } = options;
  const indent = widthOf(prompt) + 1;
  const places = placesOf(composer.atoms, roomFor(columns, indent));
  const cursor = places[composer.cursor] ?? { row: 0, column: 0 };
  const rows: Safe[][] = Array.from({ length: (places.at(-1)?.row ?? 0) + 1 }, () => []);
  const before: Safe[] = [];
  composer.atoms.forEach((atom, index) => {
    if (atom === "\n") return;
    const row = places[index]?.row ?? 0;
    const text = shownAtom(atom);
    rows[row]?.push(typeof atom === "string" ? text : paint.accent(text));
    if (row === cursor.row && index < composer.cursor) before.push(text);
  });
  const maxRows = Math.max(1, options.maxRows);
  const first = Math.max(0, Math.min(cursor.row - maxRows + 1, rows.length - maxRows));
  const lead = (row: number) => (row === 0 ? safe`${prompt} ` : (" ".repeat(indent) as Safe));
  const shown = rows.map((row, index) => safe`${lead(index)}${joined(row)}`).slice(first, first + maxRows);
  if (composer.atoms.length === 0 && placeholder !== undefined) {
    shown[0] = safe`${lead(0)}${paint.dim(fitRow(placeholder, columns - indent - 1))}`;
  }
  return {
    rows: shown.length === 0 ? [EMPTY] : shown,
    cursor: { row: cursor.row - first, before: safe`${lead(cursor.row)}${joined(before)}` },
  };
}

/** The cursor's position one row up or down in the same column; undefined if there is no such row. */
export function rowMove({ atoms, cursor }: Composer, direction: -1 | 1, columns: number): number | undefined {
  const places = placesOf(atoms, roomFor(columns, 2));
  const now = places[cursor];
  if (now === undefined) return undefined;
  const there = places.flatMap(({ row, column }, index) => (row === now.row + direction ? [{ column, index }] : []));
  return (there.findLast(({ column }) => column <= now.column) ?? there[0])?.index;
}

function roomFor(columns: number, indent: number): number {
  return Math.max(2, columns - indent - 1);
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** The place of each atom; the last entry is the end of the draft. */
function placesOf(atoms: readonly Atom[], room: number): Place[] {
  const places: Place[] = [];
  let row = 0;
  let column = 0;
  for (const atom of atoms) {
    const width = atom === "\n" ? 0 : widthOf(shownAtom(atom));
    if (column + width > room && column > 0) {
      row++;
      column = 0;
    }
    places.push({ row, column });
    column += width;
    if (atom === "\n") {
      row++;
      column = 0;
    }
  }
  if (column >= room) places.push({ row: row + 1, column: 0 });
  else places.push({ row, column });
  return places;
}

function shownAtom(atom: Atom): Safe {
  return atom === "\t" ? TAB : safeLine(labelOf(atom));
}
