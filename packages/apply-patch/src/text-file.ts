import { LINES_PER_STEP, type SlicedWork } from "@codex/slices";
import { ApplyPatchError } from "./error.js";

/** A parsed text file. Everything that a patch does not change can be written back byte for byte. */
export interface TextFile {
  readonly hasByteOrderMark: boolean;
  readonly lines: readonly FileLine[];
}

export interface FileLine {
  /** Without the line ending. */
  readonly text: string;
  /** Empty only for a last line without a newline. */
  readonly ending: LineEnding;
}

export type LineEnding = "\n" | "\r\n" | "";

const byteOrderMark = "\uFEFF";

/** @throws ApplyPatchError `not-a-text-file` if the bytes are not UTF-8. */
export function* decodeTextFile(bytes: Uint8Array): SlicedWork<TextFile> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ApplyPatchError("not-a-text-file", "the file is not valid UTF-8", { cause });
  }
  yield;
  return yield* parseTextFile(text);
}

export function* parseTextFile(text: string): SlicedWork<TextFile> {
  const hasByteOrderMark = text.startsWith(byteOrderMark);
  const lines: FileLine[] = [];
  for (let start = hasByteOrderMark ? 1 : 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    if (newline === -1) {
      lines.push({ text: text.slice(start), ending: "" });
      break;
    }
    const hasReturn = newline > start && text.charCodeAt(newline - 1) === 13;
    lines.push({ text: text.slice(start, hasReturn ? newline - 1 : newline), ending: hasReturn ? "\r\n" : "\n" });
    start = newline + 1;
    if (lines.length % LINES_PER_STEP === 0) yield;
  }
  return { hasByteOrderMark, lines };
}

export function* joinTextFile(file: TextFile): SlicedWork<string> {
  const pieces = [file.hasByteOrderMark ? byteOrderMark : ""];
  for (let row = 0; row < file.lines.length; row += LINES_PER_STEP) {
    const lines = file.lines.slice(row, row + LINES_PER_STEP);
    pieces.push(lines.map((line) => line.text + line.ending).join(""));
    yield;
  }
  return pieces.join("");
}
