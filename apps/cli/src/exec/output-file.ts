import { constants, writeFile } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { isPipe } from "@codex/core";
import { writePipe } from "./write-pipe.js";

/** Why nothing could be written to a file, for people; undefined where it can be. Changes nothing. */
export async function outputFileProblem(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory() === true) return `${file} is a folder`;
  if (found !== undefined) return (await mayWrite(file)) ? undefined : `${file} may not be written`;
  const folder = path.dirname(file);
  const isFolder = await stat(folder)
    .then((stats) => stats.isDirectory())
    .catch(() => false);
  if (!isFolder) return `there is no folder ${folder}`;
  return (await mayWrite(folder)) ? undefined : `nothing may be written to ${folder}`;
}

/** What these stand for may be a socket, which cannot be opened by name. */
const STREAMS: ReadonlyMap<string, number> = new Map([
  ["/dev/stdout", 1],
  ["/dev/stderr", 2],
]);

/** Writes a file; gives what went wrong, for people. A pipe that nobody reads is not waited for longer than for a while. */
export async function writeOutputFile(file: string, text: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const stream = STREAMS.get(file);
    if (stream === undefined && (await isPipe(file))) await writePipe(file, Buffer.from(text), { signal });
    else await promisify(writeFile)(stream ?? file, text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const mayWrite = (place: string): Promise<boolean> =>
  access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
