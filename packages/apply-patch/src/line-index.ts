/** How much of a line must agree, from strict to lenient. */
const normalizers: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  (line) => plainPunctuation(line.trim()),
];

/** Rows with at most this many candidates are cheaper to compare than to search. */
const fewCandidates = 16;

/**
 * Finds runs of lines in a file. Lines are numbered by their text once for each strictness, so a search compares
 * numbers, and one whose lines do not all occur ends at once; the longest takes time linear in file and pattern.
 */
export class LineIndex {
  readonly #lines: readonly string[];
  readonly #tables: (LineTable | undefined)[] = [];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /**
   * The first row at or after `start` where `pattern` stands, at the strictest level that finds it.
   * With `endOfFile` only the last rows count.
   */
  find(pattern: readonly string[], start: number, endOfFile: boolean): number | undefined {
    const last = this.#lines.length - pattern.length;
    const from = endOfFile ? Math.max(last, start) : start;
    if (from > last) return undefined;
    if (pattern.length === 0) return from;
    for (let level = 0; level < normalizers.length; level++) {
      const row = this.#table(level).find(pattern, from);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  #table(level: number): LineTable {
    this.#tables[level] ??= new LineTable(this.#lines, normalizers[level] ?? ((line) => line));
    return this.#tables[level];
  }
}

class LineTable {
  readonly #normalize: (line: string) => string;
  readonly #rowsOf = new Map<string, number[]>();
  /** Equal lines share one array of rows, so comparing arrays by identity compares lines. */
  readonly #rows: readonly number[][];

  constructor(lines: readonly string[], normalize: (line: string) => string) {
    this.#normalize = normalize;
    this.#rows = lines.map((line, row) => {
      const key = normalize(line);
      const rows = this.#rowsOf.get(key) ?? [];
      if (rows.length === 0) this.#rowsOf.set(key, rows);
      rows.push(row);
      return rows;
    });
  }

  find(pattern: readonly string[], from: number): number | undefined {
    const wanted: number[][] = [];
    let rarest = 0;
    for (const line of pattern) {
      const rows = this.#rowsOf.get(this.#normalize(line));
      if (rows === undefined) return undefined;
      wanted.push(rows);
      if (rows.length < (wanted[rarest]?.length ?? 0)) rarest = wanted.length - 1;
    }
    const candidates = wanted[rarest] ?? [];
    if (candidates.length > fewCandidates) return this.#search(wanted, from);
    return candidates.map((row) => row - rarest).find((row) => row >= from && this.#matches(wanted, row));
  }

  #matches(wanted: readonly number[][], row: number): boolean {
    return wanted.every((rows, offset) => this.#rows[row + offset] === rows);
  }

  /** Knuth, Morris and Pratt: never steps back in the file. */
  #search(wanted: readonly number[][], from: number): number | undefined {
    const fallback = fallbackTable(wanted);
    let matched = 0;
    for (let row = from; row < this.#rows.length; row++) {
      while (matched > 0 && this.#rows[row] !== wanted[matched]) matched = fallback[matched - 1] ?? 0;
      if (this.#rows[row] === wanted[matched]) matched++;
      if (matched === wanted.length) return row - matched + 1;
    }
    return undefined;
  }
}

/** For each prefix of `wanted`, the length of its longest proper prefix that also ends it. */
function fallbackTable(wanted: readonly number[][]): readonly number[] {
  const table = [0];
  for (let index = 1, matched = 0; index < wanted.length; index++) {
    while (matched > 0 && wanted[index] !== wanted[matched]) matched = table[matched - 1] ?? 0;
    if (wanted[index] === wanted[matched]) matched++;
    table.push(matched);
  }
  return table;
}

/** Writes typographic dashes, quotes and spaces as their ASCII equivalents. */
function plainPunctuation(line: string): string {
  return line
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\u2018-\u201B]/g, "'")
    .replace(/[\u201C-\u201F]/g, '"')
    .replace(/[\u00A0\u2002-\u200A\u202F\u205F\u3000]/g, " ");
}
