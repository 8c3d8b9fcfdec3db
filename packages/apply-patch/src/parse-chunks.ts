import { LINES_PER_STEP, type SlicedWork } from "@codex/slices";
import type { Chunk, ChunkLine } from "./patch.js";
import type { PatchLines } from "./patch-lines.js";
import { PatchSyntaxError } from "./patch-syntax-error.js";

const kinds: Readonly<Record<string, ChunkLine["kind"]>> = { " ": "context", "+": "add", "-": "remove" };

/** Parses the chunks of one update, up to the next file's marker or the end. */
export function* parseChunks(lines: PatchLines): SlicedWork<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  for (let line = lines.next; line !== undefined; line = lines.next) {
    if (line.trim() === "") {
      lines.skip();
      continue;
    }
    if (line.startsWith("***")) break;
    chunks.push(yield* parseChunk(lines, chunks.length === 0));
    yield;
  }
  return chunks;
}

function* parseChunk(lines: PatchLines, isFirst: boolean): SlicedWork<Chunk> {
  if (!isMarker(lines.next) && !isFirst) {
    throw syntaxError(`Expected '@@' before the next place of the file, not '${lines.next}'`, lines);
  }
  const headings: string[] = [];
  for (let line = lines.next; line !== undefined && isMarker(line); line = lines.next) {
    const heading = line.slice(3);
    if (heading !== "") headings.push(heading);
    lines.skip();
  }
  const chunkLines = yield* readLines(lines);
  if (chunkLines.length === 0) throw syntaxError(reasonForNoLines(lines.next), lines);
  const endOfFile = lines.next === "*** End of File";
  if (endOfFile) lines.skip();
  return { headings, lines: chunkLines, endOfFile };
}

function syntaxError(message: string, lines: PatchLines): PatchSyntaxError {
  return new PatchSyntaxError(message, lines.rowOf(lines.at));
}

function isMarker(line: string | undefined): boolean {
  return line === "@@" || line?.startsWith("@@ ") === true;
}

function* readLines(lines: PatchLines): SlicedWork<readonly ChunkLine[]> {
  const chunkLines: ChunkLine[] = [];
  for (let line = lines.next; line !== undefined; line = lines.next) {
    // Editors and models strip trailing blanks, so an empty line counts as an empty context line.
    const kind = line === "" ? "context" : kinds[line.charAt(0)];
    if (kind === undefined) break;
    chunkLines.push({ kind, text: line.slice(1) });
    lines.skip();
    if (chunkLines.length % LINES_PER_STEP === 0) yield;
  }
  return chunkLines;
}

function reasonForNoLines(line: string | undefined): string {
  return line === undefined || line === "*** End of File"
    ? "A place of the file has no lines"
    : `Every line must start with ' ' (context), '+' (added) or '-' (removed), not '${line}'`;
}
