import { parseChunks } from "./parse-chunks.js";
import type { FileHunk, Patch } from "./patch.js";
import { PatchSyntaxError } from "./patch-syntax-error.js";
import { stripHeredoc } from "./strip-heredoc.js";

export type ParseResult =
  | { readonly ok: true; readonly patch: Patch }
  /** `line` counts from 1; undefined when the patch as a whole is no patch. */
  | { readonly ok: false; readonly message: string; readonly line: number | undefined };

/** Parses a patch. Pure: whether it fits the files is `planPatch`'s question. */
export function parsePatch(text: string): ParseResult {
  try {
    return { ok: true, patch: parse(text) };
  } catch (error) {
    if (error instanceof PatchSyntaxError) return { ok: false, message: error.message, line: error.line };
    throw error;
  }
}

function parse(text: string): Patch {
  const lines = stripHeredoc(
    text
      .trim()
      .split("\n")
      .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)),
  );
  if (lines[0] !== "*** Begin Patch") {
    throw new PatchSyntaxError(`The first line of the patch must be '*** Begin Patch'${wrapping(text)}`);
  }
  if (lines.length < 2 || lines.at(-1) !== "*** End Patch") {
    throw new PatchSyntaxError("The last line of the patch must be '*** End Patch'");
  }
  const hunks: FileHunk[] = [];
  for (let at = 1; at < lines.length - 1; ) {
    const { hunk, next } = parseFileHunk(lines, at);
    hunks.push(hunk);
    at = next;
  }
  return { text: lines.join("\n"), hunks };
}

/** What models put around a patch, and how to do without. */
function wrapping(text: string): string {
  const start = text.trimStart();
  if (/^[{["]/.test(start) && start.includes("*** Begin Patch")) {
    return ". The patch stands inside of JSON: give the text of the patch itself, with real line breaks";
  }
  return start.startsWith("```") ? ". Leave out the lines with ```" : "";
}

interface ParsedHunk {
  readonly hunk: FileHunk;
  /** Index of the first line after the hunk. */
  readonly next: number;
}

function parseFileHunk(lines: readonly string[], at: number): ParsedHunk {
  const header = (lines[at] ?? "").trim();
  const added = pathAfter("*** Add File: ", header, at);
  if (added !== undefined) return parseAdd(lines, at, added);
  const deleted = pathAfter("*** Delete File: ", header, at);
  if (deleted !== undefined) return { hunk: { type: "delete", path: deleted }, next: at + 1 };
  const updated = pathAfter("*** Update File: ", header, at);
  if (updated !== undefined) return parseUpdate(lines, at, updated);
  throw new PatchSyntaxError(
    `'${header}' does not start a file; expected '*** Add File: PATH', '*** Delete File: PATH' or '*** Update File: PATH'`,
    at + 1,
  );
}

function parseAdd(lines: readonly string[], at: number, path: string): ParsedHunk {
  let next = at + 1;
  let content = "";
  for (; next < lines.length - 1; next++) {
    const line = lines[next] ?? "";
    if (!line.startsWith("+")) break;
    content += `${line.slice(1)}\n`;
  }
  return { hunk: { type: "add", path, content }, next };
}

function parseUpdate(lines: readonly string[], at: number, path: string): ParsedHunk {
  const movePath = pathAfter("*** Move to: ", lines[at + 1] ?? "", at + 1);
  const first = movePath === undefined ? at + 1 : at + 2;
  const { chunks, next } = parseChunks(lines.slice(0, -1), first);
  if (chunks.length === 0) throw new PatchSyntaxError(`The update of '${path}' has no lines`, at + 1);
  return { hunk: { type: "update", path, movePath, chunks }, next };
}

function pathAfter(marker: string, line: string, at: number): string | undefined {
  if (!line.startsWith(marker)) return undefined;
  const path = line.slice(marker.length);
  if (path.includes("\0")) throw new PatchSyntaxError("A path cannot hold a NUL character", at + 1);
  return path;
}
