import { LINES_PER_STEP, type SlicedWork } from "@codex/slices";

/** From strict to lenient: what is compared of a line. */
const normalizers: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  (line) => plainPunctuation(line.trim()),
];

/** The first few searches scan the lines directly: numbering all lines of a long file costs more. */
const maxScans = 8;
/** A scan with more comparisons per line of the file has met much repetition; the numbered search is linear. */
const comparisonsPerLine = 4;

/** With at most this many candidate rows, comparing is cheaper than searching. */
const fewCandidates = 16;

/**
 * Finds sequences of lines in a file. Lines are numbered by their text once per strictness level, so a search compares numbers and
 * ends at once if a line does not occur; the worst case is linear in file and pattern.
 */
export class LineIndex {
  readonly #lines: readonly string[];
  readonly #tables: (LineTable | undefined)[] = [];
  #scans = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /**
   * The first row at or after `start` where `pattern` occurs, at the strictest level that finds it. With `endOfFile`, only at the
   * end of the file.
   */
  *find(pattern: readonly string[], start: number, endOfFile: boolean): SlicedWork<number | undefined> {
    const last = this.#lines.length - pattern.length;
    const from = endOfFile ? Math.max(last, start) : start;
    if (from > last) return undefined;
    if (pattern.length === 0) return from;
    for (let level = 0; level < normalizers.length; level++) {
      const scanned = this.#scans < maxScans ? yield* this.#scan(pattern, from, level) : "gave-up";
      const row = scanned === "gave-up" ? yield* (yield* this.#table(level)).find(pattern, from) : scanned;
      if (row !== undefined) return row;
    }
    return undefined;
  }

  *#scan(pattern: readonly string[], from: number, level: number): SlicedWork<number | undefined | "gave-up"> {
    this.#scans++;
    const normalize = normalizers[level] ?? ((line: string) => line);
    const wanted = pattern.map(normalize);
    let comparisons = this.#lines.length * comparisonsPerLine;
    for (let row = from; row <= this.#lines.length - wanted.length; row++) {
      let matched = 0;
      while (matched < wanted.length && normalize(this.#lines[row + matched] ?? "") === wanted[matched]) matched++;
      if (matched === wanted.length) return row;
      comparisons -= matched + 1;
      if (comparisons < 0) return "gave-up";
      if (row % LINES_PER_STEP === 0) yield;
    }
    return undefined;
  }

  *#table(level: number): SlicedWork<LineTable> {
    this.#tables[level] ??= yield* LineTable.of(this.#lines, normalizers[level] ?? ((line) => line));
    return this.#tables[level];
  }
}

/** Numbers for the distinct lines of a file, with the rows where they occur. */
class LineTable {
  readonly #normalize: (line: string) => string;
  readonly #numbers = new Map<string, number>();
  readonly #numberOfRow: Int32Array;
  /** By line number: its count and its first row. */
  readonly #counts: number[] = [];
  readonly #firstRows: number[] = [];
  /** By row: the next row with the same line, or -1. */
  readonly #nextRow: Int32Array;

  private constructor(rows: number, normalize: (line: string) => string) {
    this.#normalize = normalize;
    this.#numberOfRow = new Int32Array(rows);
    this.#nextRow = new Int32Array(rows).fill(-1);
  }

  static *of(lines: readonly string[], normalize: (line: string) => string): SlicedWork<LineTable> {
    const table = new LineTable(lines.length, normalize);
    for (let row = lines.length - 1; row >= 0; row--) {
      table.#addRow(row, normalize(lines[row] ?? ""));
      if (row % LINES_PER_STEP === 0) yield;
    }
    return table;
  }

  *find(pattern: readonly string[], from: number): SlicedWork<number | undefined> {
    const wanted: number[] = [];
    let rarest = 0;
    for (const line of pattern) {
      const number = this.#numbers.get(this.#normalize(line));
      if (number === undefined) return undefined;
      wanted.push(number);
      if (this.#count(number) < this.#count(wanted[rarest])) rarest = wanted.length - 1;
    }
    if (this.#count(wanted[rarest]) > fewCandidates) return yield* this.#search(wanted, from);
    for (let row = this.#firstRows[wanted[rarest] ?? 0] ?? -1; row >= 0; row = this.#nextRow[row] ?? -1) {
      if (row - rarest >= from && this.#matches(wanted, row - rarest)) return row - rarest;
    }
    return undefined;
  }

  #addRow(row: number, line: string): void {
    let number = this.#numbers.get(line);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(line, number);
    }
    this.#numberOfRow[row] = number;
    this.#nextRow[row] = this.#firstRows[number] ?? -1;
    this.#firstRows[number] = row;
    this.#counts[number] = this.#count(number) + 1;
  }

  #count(number: number | undefined): number {
    return this.#counts[number ?? -1] ?? 0;
  }

  #matches(wanted: readonly number[], row: number): boolean {
    return wanted.every((number, offset) => this.#numberOfRow[row + offset] === number);
  }

  /** Knuth-Morris-Pratt: never steps back in the file. */
  *#search(wanted: readonly number[], from: number): SlicedWork<number | undefined> {
    const fallback = fallbackTable(wanted);
    let matched = 0;
    for (let row = from; row < this.#numberOfRow.length; row++) {
      while (matched > 0 && this.#numberOfRow[row] !== wanted[matched]) matched = fallback[matched - 1] ?? 0;
      if (this.#numberOfRow[row] === wanted[matched]) matched++;
      if (matched === wanted.length) return row - matched + 1;
      if (row % LINES_PER_STEP === 0) yield;
    }
    return undefined;
  }
}

/** For each prefix of `wanted`, the length of its longest proper prefix that is also a suffix of it. */
function fallbackTable(wanted: readonly number[]): readonly number[] {
  const table = [0];
  for (let index = 1, matched = 0; index < wanted.length; index++) {
    while (matched > 0 && wanted[index] !== wanted[matched]) matched = table[matched - 1] ?? 0;
    if (wanted[index] === wanted[matched]) matched++;
    table.push(matched);
  }
  return table;
}

/** Replaces typographic dashes, quotes and spaces by their ASCII equivalents. */
function plainPunctuation(line: string): string {
  return line
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\u2018-\u201B]/g, "'")
    .replace(/[\u201C-\u201F]/g, '"')
    .replace(/[\u00A0\u2002-\u200A\u202F\u205F\u3000]/g, " ");
}
