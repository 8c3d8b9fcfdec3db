import path from "node:path";
import { isNotFound } from "@codex/private-files";
import { errorMessage } from "../error.js";
import { isPipe, readGivenFile, readPlainFile } from "../files/read-given-file.js";
import { imageType } from "./image-type.js";

const IMAGE_TYPES: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".bmp": "image/bmp",
  ".svg": "image/svg+xml",
  ".avif": "image/avif",
};
/** Larger files are not sent: they would be part of every later request of the conversation. */
const MAX_IMAGE_BYTES = 20 * 1024 * 1024;
/** Short, because a turn waits for it. */
const PIPE_TIMEOUT_MS = 5_000;

/** `url` is a data URL; `reason` is shown to the user and the model. */
export type ReadImage = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly reason: string };

/** Reads an image from a regular file that is in none of the denied places, in the form that models accept. */
export function readImage(file: string, denied: readonly string[] = []): Promise<ReadImage> {
  return asImage(file, () => readPlainFile(file, MAX_IMAGE_BYTES, denied));
}

/** The same for an image that the user names, which may also be a pipe. */
export function readUserImage(file: string): Promise<ReadImage> {
  return asImage(file, () => readGivenFile(file, { maxBytes: MAX_IMAGE_BYTES, timeoutMs: PIPE_TIMEOUT_MS }));
}

/** Why the first of the files cannot be sent as an image, worded for the user; undefined when all can. */
export async function imageProblem(files: readonly string[]): Promise<string | undefined> {
  const problems = await Promise.all(
    files.map(async (file) => {
      // A pipe can be read only once, so its content is checked when the image is sent.
      const image = (await isPipe(file)) ? undefined : await readImage(file);
      return image?.ok === false ? `the image ${file} cannot be sent: ${image.reason}` : undefined;
    }),
  );
  return problems.find((problem) => problem !== undefined);
}

async function asImage(file: string, read: () => Promise<Buffer>): Promise<ReadImage> {
  try {
    const bytes = await read();
    const type = imageType(bytes, IMAGE_TYPES[path.extname(file).toLowerCase()]);
    return type.ok ? { ok: true, url: `data:${type.mime};base64,${bytes.toString("base64")}` } : type;
  } catch (error) {
    if (isNotFound(error)) return { ok: false, reason: "there is no such file" };
    return { ok: false, reason: errorMessage(error) };
  }
}
