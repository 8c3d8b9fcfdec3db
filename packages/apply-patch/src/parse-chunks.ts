import type { Chunk, ChunkLine } from "./patch.js";
import { PatchSyntaxError } from "./patch-syntax-error.js";

const kinds: Readonly<Record<string, ChunkLine["kind"]>> = { " ": "context", "+": "add", "-": "remove" };

export interface ParsedChunks {
  readonly chunks: readonly Chunk[];
  /** Index of the first line after the chunks. */
  readonly next: number;
}

/** Reads the chunks of one update, from line `at` to the next file's marker or the end. */
export function parseChunks(lines: readonly string[], at: number): ParsedChunks {
  const chunks: Chunk[] = [];
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at++;
      continue;
    }
    if (line.startsWith("***")) break;
    const { chunk, next } = parseChunk(lines, at, chunks.length === 0);
    chunks.push(chunk);
    at = next;
  }
  return { chunks, next: at };
}

function parseChunk(lines: readonly string[], at: number, isFirst: boolean): { chunk: Chunk; next: number } {
  if (!isMarker(lines[at]) && !isFirst) {
    throw new PatchSyntaxError(`Expected '@@' before the next place of the file, not '${lines[at]}'`, at + 1);
  }
  const headings: string[] = [];
  let first = at;
  for (; isMarker(lines[first]); first++) {
    const heading = lines[first]?.slice(3) ?? "";
    if (heading !== "") headings.push(heading);
  }
  const { chunkLines, endOfFile, next } = readLines(lines, first);
  if (chunkLines.length === 0) throw new PatchSyntaxError(reasonForNoLines(lines[first]), first + 1);
  return { chunk: { headings, lines: chunkLines, endOfFile }, next };
}

function isMarker(line: string | undefined): boolean {
  return line === "@@" || line?.startsWith("@@ ") === true;
}

function readLines(lines: readonly string[], at: number) {
  const chunkLines: ChunkLine[] = [];
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line === "*** End of File") {
      return { chunkLines, endOfFile: chunkLines.length > 0, next: at + 1 };
    }
    // Editors and models strip trailing blanks, so an empty line stands for an empty line of context.
    const kind = line === "" ? "context" : kinds[line.charAt(0)];
    if (kind === undefined) break;
    chunkLines.push({ kind, text: line.slice(1) });
  }
  return { chunkLines, endOfFile: false, next: at };
}

function reasonForNoLines(line: string | undefined): string {
  return line === undefined || line === "*** End of File"
    ? "A place of the file has no lines"
    : `Every line must start with ' ' (context), '+' (added) or '-' (removed), not '${line}'`;
}
