import { matchLines } from "./match-lines.js";

export interface UnifiedDiffOptions {
  /** Unchanged lines shown around each change. */
  readonly context: number;
}

/** The hunks of a unified diff, without a header for the files; empty when the texts are equal. */
export function unifiedDiff(oldText: string, newText: string, { context }: UnifiedDiffOptions): string {
  if (oldText === newText) return "";
  const oldLines = splitLines(oldText);
  const newLines = splitLines(newText);
  const edits = findEdits(matchLines(oldLines, newLines), newLines.length);
  return groupEdits(edits, context)
    .map((group) => formatGroup(group, { oldLines, newLines, context }))
    .join("");
}

/** Lines with their ends, so that a difference in ends is a difference. */
function splitLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline + 1;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

interface Edit {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

function findEdits(matches: Int32Array, newCount: number): readonly Edit[] {
  const edits: Edit[] = [];
  let oldStart = 0;
  let newStart = 0;
  for (let row = 0; row <= matches.length; row++) {
    const match = row < matches.length ? (matches[row] ?? -1) : newCount;
    if (match === -1) continue;
    if (row > oldStart || match > newStart) edits.push({ oldStart, oldEnd: row, newStart, newEnd: match });
    oldStart = row + 1;
    newStart = match + 1;
  }
  return edits;
}

/** Edits so close that their contexts touch share a hunk. */
function groupEdits(edits: readonly Edit[], context: number): readonly (readonly Edit[])[] {
  const groups: Edit[][] = [];
  for (const edit of edits) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group !== undefined && before !== undefined && edit.oldStart - before.oldEnd <= 2 * context) group.push(edit);
    else groups.push([edit]);
  }
  return groups;
}

interface Texts {
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
  readonly context: number;
}

function formatGroup(group: readonly Edit[], { oldLines, newLines, context }: Texts): string {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return "";
  const lead = Math.min(context, first.oldStart);
  const oldStart = first.oldStart - lead;
  const oldEnd = Math.min(last.oldEnd + context, oldLines.length);
  const newEnd = last.newEnd + oldEnd - last.oldEnd;
  let text = `@@ -${formatRange(oldStart, oldEnd)} +${formatRange(first.newStart - lead, newEnd)} @@\n`;
  let row = oldStart;
  for (const edit of group) {
    text += formatLines(" ", oldLines.slice(row, edit.oldStart));
    text += formatLines("-", oldLines.slice(edit.oldStart, edit.oldEnd));
    text += formatLines("+", newLines.slice(edit.newStart, edit.newEnd));
    row = edit.oldEnd;
  }
  return text + formatLines(" ", oldLines.slice(row, oldEnd));
}

function formatRange(start: number, end: number): string {
  const count = end - start;
  if (count === 1) return `${start + 1}`;
  return `${count === 0 ? start : start + 1},${count}`;
}

function formatLines(mark: string, lines: readonly string[]): string {
  return lines
    .map((line) => (line.endsWith("\n") ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`))
    .join("");
}
