import { constants } from "node:fs";
import { type FileHandle, open, readlink, realpath } from "node:fs/promises";
import { platform } from "node:os";
import path from "node:path";
import { errorMessage } from "../error.js";
import { checkpointFailed } from "./required-output.js";

/** Files that are held open. */
export interface HeldFiles extends AsyncDisposable {
  readonly descriptors: readonly number[];
}

const PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens files of a folder for Git to read, on Linux none of them through a link: a command that is still running could put one in the place
 * of a file or folder, and then read in the repository's objects what is hidden from it; nor a pipe, which Git would wait for. Throws
 * `CodexError` if there is one.
 */
export async function holdFiles(folder: string, names: readonly string[]): Promise<HeldFiles> {
  const real = await realpath(folder);
  const opened = await Promise.allSettled(names.map((name) => openAt(path.join(folder, name), path.join(real, name))));
  const files = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const close = async () => void (await Promise.all(files.map((file) => file.close())));
  const failed = opened.find((one) => one.status === "rejected");
  if (failed !== undefined) {
    await close();
    throw checkpointFailed(errorMessage(failed.reason));
  }
  return { descriptors: files.map(({ fd }) => fd), [Symbol.asyncDispose]: close };
}

async function openAt(file: string, real: string): Promise<FileHandle> {
  const opened = await open(file, PLAIN);
  if ((await opened.stat()).isFile() && (await isAt(real, opened))) return opened;
  await opened.close();
  throw new Error(`${file} changed meanwhile`);
}

/** Whether an open file was found without following any link. */
async function isAt(place: string, file: FileHandle): Promise<boolean> {
  return platform() !== "linux" || (await readlink(`/proc/self/fd/${file.fd}`)) === place;
}
