import { inSlices, type SlicedWork } from "@codex/slices";
import { parseChunks } from "./parse-chunks.js";
import type { FileHunk, Patch } from "./patch.js";
import { PatchLines } from "./patch-lines.js";
import { PatchSyntaxError } from "./patch-syntax-error.js";
import { stripHeredoc } from "./strip-heredoc.js";

const BEGIN = "*** Begin Patch";
const END = "*** End Patch";

export type ParseResult =
  | { readonly ok: true; readonly patch: Patch }
  /** `line` starts at 1; undefined if the text is no patch at all. */
  | { readonly ok: false; readonly message: string; readonly line: number | undefined };

/** Parses a patch, in slices if it is long. `planPatch` checks whether it matches the files. */
export async function parsePatch(text: string): Promise<ParseResult> {
  try {
    return { ok: true, patch: await inSlices(parse(text)) };
  } catch (error) {
    if (error instanceof PatchSyntaxError) return { ok: false, message: error.message, line: error.line };
    throw error;
  }
}

function* parse(given: string): SlicedWork<Patch> {
  const text = withPlainMarkers(stripHeredoc(given.trim().replace(/\r\n/g, "\n")));
  yield;
  if (text !== BEGIN && !text.startsWith(`${BEGIN}\n`)) {
    throw new PatchSyntaxError(`The first line of the patch must be '${BEGIN}'${wrapping(given)}`);
  }
  if (!text.endsWith(`\n${END}`)) throw new PatchSyntaxError(`The last line of the patch must be '${END}'`);
  const lines = new PatchLines(text, BEGIN.length + 1, text.length - END.length - 1);
  const hunks: FileHunk[] = [];
  while (lines.next !== undefined) {
    hunks.push(yield* parseFileHunk(lines));
    yield;
  }
  return { text, hunks };
}

/** Some models also put asterisks or blanks after the first and last line. */
function withPlainMarkers(text: string): string {
  const first = text.indexOf("\n");
  const last = text.lastIndexOf("\n");
  if (first === -1) return text;
  const begin = plainMarker(text.slice(0, first), BEGIN);
  const end = plainMarker(text.slice(last + 1), END);
  if (begin === undefined && end === undefined) return text;
  return `${begin ?? text.slice(0, first)}${text.slice(first, last + 1)}${end ?? text.slice(last + 1)}`;
}

/** The marker, if the line is the marker plus something; undefined if it is correct or something else. */
function plainMarker(line: string, marker: string): string | undefined {
  if (line === marker || line.length > 2 * marker.length) return undefined;
  const words = line.trim();
  return (words.endsWith("***") ? words.slice(0, -3).trimEnd() : words) === marker ? marker : undefined;
}

/** Recognizes what models wrap around a patch, and explains how to omit it. */
function wrapping(text: string): string {
  const start = text.trimStart();
  if (/^[{["]/.test(start) && start.includes("*** Begin Patch")) {
    return ". The patch stands inside of JSON: give the text of the patch itself, with real line breaks";
  }
  return start.startsWith("```") ? ". Leave out the lines with ```" : "";
}

function* parseFileHunk(lines: PatchLines): SlicedWork<FileHunk> {
  const header = lines.next?.trim() ?? "";
  const added = pathAfter("*** Add File: ", header, lines);
  if (added !== undefined) {
    lines.skip();
    return { type: "add", path: added, content: yield* lines.takeAdded() };
  }
  const deleted = pathAfter("*** Delete File: ", header, lines);
  if (deleted !== undefined) {
    lines.skip();
    return { type: "delete", path: deleted };
  }
  const updated = pathAfter("*** Update File: ", header, lines);
  if (updated !== undefined) return yield* parseUpdate(lines, updated);
  throw new PatchSyntaxError(
    `'${header}' does not start a file; expected '*** Add File: PATH', '*** Delete File: PATH' or '*** Update File: PATH'`,
    lines.rowOf(lines.at),
  );
}

function* parseUpdate(lines: PatchLines, path: string): SlicedWork<FileHunk> {
  const header = lines.at;
  lines.skip();
  const movePath = pathAfter("*** Move to: ", lines.next ?? "", lines);
  if (movePath !== undefined) lines.skip();
  const chunks = yield* parseChunks(lines);
  if (chunks.length === 0) throw new PatchSyntaxError(`The update of '${path}' has no lines`, lines.rowOf(header));
  return { type: "update", path, movePath, chunks };
}

function pathAfter(marker: string, line: string, lines: PatchLines): string | undefined {
  if (!line.startsWith(marker)) return undefined;
  const path = line.slice(marker.length);
  if (path.includes("\0")) throw new PatchSyntaxError("A path cannot hold a NUL character", lines.rowOf(lines.at));
  return path;
}
