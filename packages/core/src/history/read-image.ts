import { stat } from "node:fs/promises";
import path from "node:path";
import { isNotFound } from "@codex/private-files";
import { readSmallBytes } from "../files/read-small-file.js";
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
/** Larger files are not sent: every request of the conversation would carry them. */
const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** `url` is a data URL; `reason` is for people and models. */
export type ReadImage = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly reason: string };

/** An image in a file, as models take it. */
export async function readImage(file: string): Promise<ReadImage> {
  try {
    const { size } = await stat(file);
    if (size > MAX_IMAGE_BYTES) return { ok: false, reason: `it has more than ${MAX_IMAGE_BYTES / 1024 / 1024} MiB` };
    const bytes = await readSmallBytes(file, MAX_IMAGE_BYTES);
    if (bytes === undefined) return { ok: false, reason: "it is no plain file, or may not be read" };
    const type = imageType(bytes, IMAGE_TYPES[path.extname(file).toLowerCase()]);
    return type.ok ? { ok: true, url: `data:${type.mime};base64,${bytes.toString("base64")}` } : type;
  } catch (error) {
    if (isNotFound(error)) return { ok: false, reason: "there is no such file" };
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Why the first of the files that cannot be sent as images cannot be, for people; undefined when all can. */
export async function imageProblem(files: readonly string[]): Promise<string | undefined> {
  const images = await Promise.all(files.map(readImage));
  const problems = images.flatMap((image, index) =>
    image.ok ? [] : [`the image ${files[index]} cannot be sent: ${image.reason}`],
  );
  return problems[0];
}
