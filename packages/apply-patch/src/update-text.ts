import { LINES_PER_STEP, type SlicedWork } from "@codex/slices";
import { LineIndex } from "./line-index.js";
import type { Chunk, ChunkLine } from "./patch.js";
import type { FileLine, LineEnding, TextFile } from "./text-file.js";

export type UpdateResult =
  | { readonly ok: true; readonly file: TextFile }
  | { readonly ok: false; readonly message: string };

/** Applies the chunks of one update to a file's text. Pure. */
export function* updateText(file: TextFile, chunks: readonly Chunk[]): SlicedWork<UpdateResult> {
  const located = yield* locateChunks(file, chunks);
  if (!located.ok) return located;
  const ending = usualEnding(file);
  const lines: FileLine[] = [];
  let row = 0;
  // Chunks that only add lines and do not say where are appended to the file, wherever they are in the patch.
  for (const { start, chunkLines } of located.places.toSorted((a, b) => a.start - b.start)) {
    while (row < start) {
      row = keepLine(file, row, lines);
      if (row % LINES_PER_STEP === 0) yield;
    }
    for (const { kind, text } of chunkLines) {
      if (kind === "add") lines.push({ text, ending });
      else if (kind === "remove") row++;
      // Differs from codex-rs: a leniently matched context line keeps the file's spelling, not the patch's.
      else row = keepLine(file, row, lines);
    }
  }
  while (row < file.lines.length) {
    row = keepLine(file, row, lines);
    if (row % LINES_PER_STEP === 0) yield;
  }
  return { ok: true, file: { hasByteOrderMark: file.hasByteOrderMark, lines: endInnerLines(lines, ending) } };
}

interface Place {
  /** The file's row where the chunk's lines start. */
  readonly start: number;
  readonly chunkLines: readonly ChunkLine[];
}

type LocateResult =
  | { readonly ok: true; readonly places: readonly Place[] }
  | { readonly ok: false; readonly message: string };

function* locateChunks(file: TextFile, chunks: readonly Chunk[]): SlicedWork<LocateResult> {
  const texts = file.lines.map((line) => line.text);
  const index = new LineIndex(texts);
  const places: Place[] = [];
  let row = 0;
  for (const chunk of chunks) {
    for (const heading of chunk.headings) {
      const found = yield* index.find([heading], row, false);
      if (found === undefined) return { ok: false, message: `the line '${heading}' after @@ was not found` };
      row = found + 1;
    }
    if (chunk.lines.every((line) => line.kind === "add")) {
      // Differs from codex-rs, which appends them to the file even if it has found the line above them.
      const end = texts.at(-1) === "" ? texts.length - 1 : texts.length;
      places.push({ start: chunk.headings.length > 0 && !chunk.endOfFile ? row : end, chunkLines: chunk.lines });
      continue;
    }
    const place = yield* locate(index, chunk, row);
    if (place === undefined)
      return { ok: false, message: `these lines were not found:\n${oldLines(chunk.lines).join("\n")}` };
    places.push(place);
    row = place.start + oldLines(place.chunkLines).length;
    yield;
  }
  return { ok: true, places };
}

function* locate(index: LineIndex, chunk: Chunk, row: number): SlicedWork<Place | undefined> {
  const start = yield* index.find(oldLines(chunk.lines), row, chunk.endOfFile);
  if (start !== undefined) return { start, chunkLines: chunk.lines };
  const shorter = withoutFinalBlank(chunk.lines);
  if (shorter === undefined) return undefined;
  const retried = yield* index.find(oldLines(shorter), row, chunk.endOfFile);
  return retried === undefined ? undefined : { start: retried, chunkLines: shorter };
}

function oldLines(lines: readonly ChunkLine[]): string[] {
  return lines.filter((line) => line.kind !== "add").map((line) => line.text);
}

/**
 * The lines without the final blank one in the old and new text; undefined if the old text does not end in one. It often stands for
 * the file's final line ending, or for the gap before the patch's next file.
 */
function withoutFinalBlank(lines: readonly ChunkLine[]): readonly ChunkLine[] | undefined {
  const lastOld = lines.findLastIndex((line) => line.kind !== "add");
  const line = lines[lastOld];
  if (line?.text !== "") return undefined;
  const shorter = lines.toSpliced(lastOld, 1, ...(line.kind === "context" ? [{ kind: "add" as const, text: "" }] : []));
  const lastNew = shorter.findLastIndex((candidate) => candidate.kind !== "remove");
  const blank = shorter[lastNew];
  if (blank?.text !== "") return shorter;
  return shorter.toSpliced(lastNew, 1, ...(blank.kind === "context" ? [{ kind: "remove" as const, text: "" }] : []));
}

function keepLine(file: TextFile, row: number, lines: FileLine[]): number {
  const line = file.lines[row];
  if (line !== undefined) lines.push(line);
  return row + 1;
}

/** The most frequent line ending in the file. */
function usualEnding(file: TextFile): LineEnding {
  const withReturn = file.lines.filter((line) => line.ending === "\r\n").length;
  const without = file.lines.filter((line) => line.ending === "\n").length;
  return withReturn > without ? "\r\n" : "\n";
}

/** A former last line without an ending gets one if lines now follow it. */
function endInnerLines(lines: readonly FileLine[], ending: LineEnding): readonly FileLine[] {
  return lines.map((line, row) => (line.ending === "" && row < lines.length - 1 ? { text: line.text, ending } : line));
}
