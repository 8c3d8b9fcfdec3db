import { inSlices, LINES_PER_STEP, type SlicedWork } from "@codex/slices";
import { matchLines } from "./match-lines.js";

export interface UnifiedDiffOptions {
  /** How many unchanged lines to show around each change. */
  readonly context: number;
}

/** The hunks of a unified diff, without a file header; empty if the texts are equal. Compares long texts in slices. */
export function unifiedDiff(oldText: string, newText: string, options: UnifiedDiffOptions): Promise<string> {
  return inSlices(diff(oldText, newText, options));
}

function* diff(oldText: string, newText: string, { context }: UnifiedDiffOptions): SlicedWork<string> {
  if (oldText === newText) return "";
  if (oldText === "" || newText === "") return yield* wholeText(oldText, newText);
  const oldLines = yield* splitLines(oldText);
  const newLines = yield* splitLines(newText);
  const edits = findEdits(yield* matchLines(oldLines, newLines), newLines.length);
  const hunks: string[] = [];
  for (const group of groupEdits(edits, context)) {
    hunks.push(formatGroup(group, { oldLines, newLines, context }));
    yield;
  }
  return hunks.join("");
}

/** If one of the texts is empty, the other need not be split. */
function* wholeText(oldText: string, newText: string): SlicedWork<string> {
  const [mark, text] = newText === "" ? ["-", oldText] : ["+", newText];
  const header = `@@ -${formatRange(0, countLines(oldText))} +${formatRange(0, countLines(newText))} @@\n`;
  yield;
  const pieces = [header];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start + PIECE_LENGTH);
    const end = newline === -1 ? text.length : newline + 1;
    pieces.push(formatText(mark, text.slice(start, end)));
    start = end;
    yield;
  }
  return pieces.join("");
}

/** In characters: how much is marked in one step. */
const PIECE_LENGTH = 64 * 1024;

function countLines(text: string): number {
  let count = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function formatText(mark: string, text: string): string {
  if (text === "") return "";
  const isWhole = text.endsWith("\n");
  const lines = isWhole ? text.slice(0, -1) : text;
  // Not `replace`: its result is assembled at once when it is first read.
  return `${mark}${lines.split("\n").join(`\n${mark}`)}\n${isWhole ? "" : NO_NEWLINE}`;
}

const NO_NEWLINE = "\\ No newline at end of file\n";

/** Lines with their endings, so that different endings count as a difference. */
function* splitLines(text: string): SlicedWork<readonly string[]> {
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline + 1;
    lines.push(text.slice(start, end));
    start = end;
    if (lines.length % LINES_PER_STEP === 0) yield;
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

/** Edits whose contexts touch share a hunk. */
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
    text += formatText(" ", oldLines.slice(row, edit.oldStart).join(""));
    text += formatText("-", oldLines.slice(edit.oldStart, edit.oldEnd).join(""));
    text += formatText("+", newLines.slice(edit.newStart, edit.newEnd).join(""));
    row = edit.oldEnd;
  }
  return text + formatText(" ", oldLines.slice(row, oldEnd).join(""));
}

function formatRange(start: number, end: number): string {
  const count = end - start;
  if (count === 1) return `${start + 1}`;
  return `${count === 0 ? start : start + 1},${count}`;
}
