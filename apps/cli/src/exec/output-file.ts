import { constants, writeFile } from "node:fs";
import { access, open, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { errorMessage, isPipe } from "@codex/core";
import { writePipe } from "./write-pipe.js";

/** Checks whether a file can be written, without changing it; returns the problem for people, or undefined. */
export async function outputFileProblem(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory() === true) return `${file} is a folder`;
  if (found !== undefined) return (await mayWrite(file)) ? undefined : `${file} is not writable`;
  const folder = path.dirname(file);
  const isFolder = await stat(folder)
    .then((stats) => stats.isDirectory())
    .catch(() => false);
  if (!isFolder) return `there is no folder ${folder}`;
  return (await mayWrite(folder)) ? undefined : `${folder} is not writable`;
}

/** These may refer to sockets, which cannot be opened by name. */
const STREAMS: ReadonlyMap<string, number> = new Map([
  ["/dev/stdout", 1],
  ["/dev/stderr", 2],
]);

/** The file's location, resolved before the model does anything, so that it cannot redirect the answer. */
export interface OutputPlace {
  readonly file: string;
  /** With all links resolved. */
  readonly real: string;
  /** Whether it is a regular file or does not exist yet. */
  readonly isPlain: boolean;
}

export async function outputPlace(file: string): Promise<OutputPlace> {
  const stats = await stat(file).catch(() => undefined);
  return { file, real: await realPlace(file), isPlain: stats === undefined || stats.isFile() };
}

async function realPlace(file: string): Promise<string> {
  const folder = () => realpath(path.dirname(file)).catch(() => path.dirname(file));
  return realpath(file).catch(async () => path.join(await folder(), path.basename(file)));
}

/** Writes a file; returns the problem for people, if any. Waits only a limited time for a reader of a pipe. */
export async function writeOutputFile(
  { file, real, isPlain }: OutputPlace,
  text: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const stream = STREAMS.get(file);
    if (stream !== undefined) await promisify(writeFile)(stream, text);
    else if (isPlain) {
      if ((await realPlace(file)) !== real) return `${file} has been replaced during the run, so it was not written`;
      await writePlainFile(real, text);
    } else if (await isPipe(file)) await writePipe(file, Buffer.from(text), { signal });
    else await promisify(writeFile)(file, text);
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}

/** Follows no link, and does not wait if the file was replaced by a pipe. */
async function writePlainFile(file: string, text: string): Promise<void> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  await using handle = await open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK);
  await handle.writeFile(text);
}

const mayWrite = (place: string): Promise<boolean> =>
  access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
