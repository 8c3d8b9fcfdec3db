import { stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { homeFolder } from "@codex/core";
import type { Atom, Attachment } from "../state/composer.js";
import { graphemesOf } from "../text/graphemes.js";

/** Longer pastes appear as a label in the draft. */
const MAX_LINES = 8;
const MAX_CHARACTERS = 1_500;

const IMAGE = /\.(?:png|jpe?g|gif|webp|bmp)$/i;
/** Terminals separate several dragged files by spaces. */
const QUOTED_WORD = /'[^']*'|"[^"]*"|(?:\\.|[^\s\\])+/g;
const MAX_IMAGE_BYTES = 20 * 1_024 * 1_024;

/** Cleans text for a draft: one kind of line end, no control characters except tabs. */
export function cleanPaste(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/(?![\n\t])\p{Cc}/gu, "");
}

export function isLongPaste(text: string): boolean {
  return text.length > MAX_CHARACTERS || text.split("\n").length > MAX_LINES;
}

export function pastedText(text: string): Attachment {
  const lines = text.split("\n").length;
  const size = lines > 1 ? `${lines} lines` : `${text.length} characters`;
  return { type: "pasted", label: `[pasted ${size}]`, text };
}

/** Longer messages cannot be edited letter by letter: each key would take too long. */
export const MAX_EDITED = 20_000;
const SHOWN_OF_LONG = 200;

/** Turns an earlier message into a draft. Of a very long one, only the start can be edited; the rest appears as a label. */
export function draftAgain(text: string): readonly Atom[] {
  if (text.length <= MAX_EDITED) return graphemesOf(text);
  const [firstLine = ""] = text.slice(0, SHOWN_OF_LONG).split("\n");
  // The cut may be within a grapheme.
  const begun = firstLine.length < SHOWN_OF_LONG ? graphemesOf(firstLine) : graphemesOf(firstLine).slice(0, -1);
  return [...begun, pastedText(text.slice(begun.join("").length))];
}

interface PastedImage {
  /** The path as pasted. */
  readonly text: string;
  readonly image: Attachment;
}

/** The images whose paths were pasted; none if the text is anything else. */
export async function pastedImages(text: string, cwd: string): Promise<readonly PastedImage[]> {
  const whole = await pastedImage(text, cwd);
  if (whole !== undefined) return [{ text, image: whole }];
  const words = text.length > MAX_CHARACTERS ? [] : (text.match(QUOTED_WORD) ?? []);
  const images = await Promise.all(words.map((word) => pastedImage(word, cwd)));
  const found = images.flatMap((image, index) => (image === undefined ? [] : [{ text: words[index] ?? "", image }]));
  return found.length === words.length ? found : [];
}

async function pastedImage(text: string, cwd: string): Promise<Attachment | undefined> {
  const file = pathIn(text.trim(), cwd);
  return file === undefined ? undefined : imageOf(file);
}

/** Undefined if there is no such image. */
export async function imageOf(file: string): Promise<Attachment | undefined> {
  try {
    const { size } = await stat(file);
    if (size === 0 || size > MAX_IMAGE_BYTES) return undefined;
    return { type: "image", label: `[image ${path.basename(file)} ${sizeOf(size)}]`, path: file };
  } catch {
    return undefined;
  }
}

/** Terminals quote dragged files, each in its own way. */
function pathIn(text: string, cwd: string): string | undefined {
  if (text === "" || text.includes("\n") || text.length > 1_000) return undefined;
  const unquoted = /^'(.*)'$|^"(.*)"$/s.exec(text);
  const plain = unquoted === null ? text.replace(/\\(.)/g, "$1") : (unquoted[1] ?? unquoted[2] ?? "");
  if (!IMAGE.test(plain)) return undefined;
  if (plain.startsWith("file://")) return localFile(plain);
  return path.resolve(
    cwd,
    plain.replace(/^~(?=\/)/, () => homeFolder({})),
  );
}

/** Undefined for files of other machines, and for anything that is not a path. */
function localFile(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

function sizeOf(bytes: number): string {
  return bytes < 1_024
    ? `${bytes} B`
    : bytes < 1_048_576
      ? `${Math.round(bytes / 1_024)} kB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
