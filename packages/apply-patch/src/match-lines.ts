import { LINES_PER_STEP, type SlicedWork } from "@codex/slices";

/** After this many edits, a region counts as replaced: still correct, but longer. */
const maxEdits = 400;

/** Deeper recursion helps no real file. */
const maxDepth = 12;

interface Region {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/**
 * For each old line the index of the corresponding new line, or -1. Lines unique on both sides are matched first; Myers's algorithm
 * handles the regions between them, so the time stays near linear for local changes.
 */
export function* matchLines(oldLines: readonly string[], newLines: readonly string[]): SlicedWork<Int32Array> {
  const matches = new Int32Array(oldLines.length).fill(-1);
  const whole = { oldStart: 0, oldEnd: oldLines.length, newStart: 0, newEnd: newLines.length };
  yield* matchRegion({ oldLines, newLines, matches }, whole, 0);
  return matches;
}

interface Sides {
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
  readonly matches: Int32Array;
}

function* matchRegion(sides: Sides, region: Region, depth: number): SlicedWork<void> {
  const inner = trimEqualEnds(sides, region);
  if (inner.oldStart === inner.oldEnd || inner.newStart === inner.newEnd) return;
  const anchors = depth < maxDepth ? yield* findAnchors(sides, inner) : [];
  if (anchors.length === 0) {
    yield* matchByEdits(sides, inner);
    return;
  }
  let { oldStart, newStart } = inner;
  for (const [oldRow, newRow] of [...anchors, [inner.oldEnd, inner.newEnd] as const]) {
    yield* matchRegion(sides, { oldStart, oldEnd: oldRow, newStart, newEnd: newRow }, depth + 1);
    if (oldRow < inner.oldEnd) sides.matches[oldRow] = newRow;
    oldStart = oldRow + 1;
    newStart = newRow + 1;
  }
}

function trimEqualEnds({ oldLines, newLines, matches }: Sides, region: Region): Region {
  let { oldStart, oldEnd, newStart, newEnd } = region;
  while (oldStart < oldEnd && newStart < newEnd && oldLines[oldStart] === newLines[newStart]) {
    matches[oldStart++] = newStart++;
  }
  while (oldStart < oldEnd && newStart < newEnd && oldLines[oldEnd - 1] === newLines[newEnd - 1]) {
    matches[--oldEnd] = --newEnd;
  }
  return { oldStart, oldEnd, newStart, newEnd };
}

type Anchor = readonly [oldRow: number, newRow: number];

/** Lines that are unique on both sides, reduced to those in the same order on both. */
function* findAnchors({ oldLines, newLines }: Sides, region: Region): SlicedWork<readonly Anchor[]> {
  const oldRows = yield* rowsOfUniqueLines(oldLines, region.oldStart, region.oldEnd);
  const newRows = yield* rowsOfUniqueLines(newLines, region.newStart, region.newEnd);
  const common: Anchor[] = [];
  for (const [line, oldRow] of oldRows) {
    const newRow = newRows.get(line) ?? -1;
    if (oldRow >= 0 && newRow >= 0) common.push([oldRow, newRow]);
    if (oldRow % LINES_PER_STEP === 0) yield;
  }
  return yield* longestRising(common);
}

/** Row by line; -1 for a line that occurs several times. */
function* rowsOfUniqueLines(lines: readonly string[], start: number, end: number): SlicedWork<Map<string, number>> {
  const rows = new Map<string, number>();
  for (let row = start; row < end; row++) {
    const line = lines[row] ?? "";
    rows.set(line, rows.has(line) ? -1 : row);
    if (row % LINES_PER_STEP === 0) yield;
  }
  return rows;
}

/** The longest subsequence with increasing new rows; old rows are increasing already. */
function* longestRising(anchors: readonly Anchor[]): SlicedWork<readonly Anchor[]> {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [index, [, newRow]] of anchors.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((anchors[tails[middle] ?? 0]?.[1] ?? 0) < newRow) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
    if (index % LINES_PER_STEP === 0) yield;
  }
  const result: Anchor[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const anchor = anchors[index];
    if (anchor !== undefined) result.push(anchor);
  }
  return result.reverse();
}

/** Myers's greedy algorithm: the furthest row on each diagonal, edit by edit. */
function* matchByEdits(sides: Sides, region: Region): SlicedWork<void> {
  const { oldStart, oldEnd, newStart, newEnd } = region;
  const oldCount = oldEnd - oldStart;
  const newCount = newEnd - newStart;
  const limit = Math.min(oldCount + newCount, maxEdits);
  let reached = new Int32Array([0, 0, 0]);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    const next = new Int32Array(2 * edits + 5);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = firstRow(reached, diagonal, edits);
      let y = x - diagonal;
      while (x < oldCount && y < newCount && sides.oldLines[oldStart + x] === sides.newLines[newStart + y]) {
        x++;
        y++;
      }
      next[diagonal + edits + 2] = x;
    }
    trace.push(reached);
    if (next[oldCount - newCount + edits + 2] === oldCount) {
      walkBack(sides, region, trace);
      return;
    }
    reached = next;
    yield;
  }
}

/** The row on a diagonal after one more edit. `reached` starts at the diagonal `-edits - 1`. */
function firstRow(reached: Int32Array, diagonal: number, edits: number): number {
  const below = reached[diagonal + edits] ?? 0;
  return addsLine(reached, diagonal, edits) ? (reached[diagonal + edits + 2] ?? 0) : below + 1;
}

/** Whether the furthest edit on a diagonal adds a new line, rather than removing an old one. */
function addsLine(reached: Int32Array, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && (reached[diagonal + edits] ?? 0) < (reached[diagonal + edits + 2] ?? 0);
}

function walkBack(
  { matches }: Sides,
  { oldStart, oldEnd, newStart, newEnd }: Region,
  trace: readonly Int32Array[],
): void {
  let x = oldEnd - oldStart;
  let y = newEnd - newStart;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reached = trace[edits] ?? new Int32Array();
    const diagonal = x - y;
    const first = firstRow(reached, diagonal, edits);
    while (x > first) {
      x--;
      y--;
      matches[oldStart + x] = newStart + y;
    }
    if (addsLine(reached, diagonal, edits)) y--;
    else x--;
  }
}
