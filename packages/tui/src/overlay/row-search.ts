import { EMPTY, joined, type Safe } from "../text/safe.js";
import { breakRows, plainOf } from "../text/styled.js";

/** A row of the screen. */
export interface Row {
  readonly text: Safe;
  /** Whether the line of the row before it goes on in it. */
  readonly continues: boolean;
}

export function rowsOf(lines: readonly Safe[], columns: number): Row[] {
  return lines.flatMap((line) => breakRows(line, columns).map((text, index) => ({ text, continues: index > 0 })));
}

/** Whether a match starts in the row; it may end in a later one. */
export function startsMatch(rows: readonly Row[], index: number, wanted: string): boolean {
  const { text, start, end } = surroundings(rows, index, wanted.length);
  const at = text.indexOf(wanted, start);
  return at >= 0 && at < end;
}

/** The row with the parts of matches that are in it marked; without any, as it is. */
export function withMatches(rows: readonly Row[], index: number, wanted: string, mark: (part: Safe) => Safe): Safe {
  const row = rows[index]?.text ?? EMPTY;
  if (wanted === "") return row;
  const { text, start, end } = surroundings(rows, index, wanted.length);
  const plain = plainOf(row);
  const part = (from: number, to: number) => plain.slice(from - start, to - start) as Safe;
  const parts: Safe[] = [];
  let done = start;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const from = Math.max(at, done);
    const to = Math.min(at + wanted.length, end);
    parts.push(part(done, from), mark(part(from, to)));
    done = to;
  }
  return parts.length === 0 ? row : joined([...parts, part(done, end)]);
}

/** The row's text in lower case between `start` and `end`, with as much of its line around it as a match that touches it can have. */
function surroundings(rows: readonly Row[], index: number, length: number) {
  const plain = (place: number) => plainOf(rows[place]?.text ?? EMPTY);
  const most = length - 1;
  let before = "";
  for (let place = index; before.length < most && rows[place]?.continues === true; place--)
    before = plain(place - 1) + before;
  let after = "";
  for (let place = index + 1; after.length < most && rows[place]?.continues === true; place++) after += plain(place);
  const start = Math.min(before.length, most);
  const row = plain(index);
  const text = `${before.slice(before.length - start)}${row}${after.slice(0, most)}`.toLowerCase();
  return { text, start, end: start + row.length };
}
