import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { isOpenedIn } from "./opened-in.js";
import { type PipeLimits, readPipe } from "./read-pipe.js";
import { readSmallBytes } from "./read-small-file.js";

const MIB = 1024 * 1024;
/** A shell may first have to produce the content of a pipe. */
const LIMITS: PipeLimits = { maxBytes: 64 * MIB, timeoutMs: 60_000 };

/**
 * The bytes of a file named by the user, which may be a pipe, as shells make for `<(command)`. Does not wait forever for a writer
 * or read devices without end. Throws the system's errors, or messages for people.
 */
export async function readGivenFile(file: string, limits: Partial<PipeLimits> = {}): Promise<Buffer> {
  const { maxBytes, ...rest } = { ...LIMITS, ...limits };
  if (!(await isPipe(file))) return readPlainFile(file, maxBytes);
  const bytes = await readPipe(file, { maxBytes, ...rest });
  if (bytes === undefined) throw new Error(`not all came out of the pipe in ${rest.timeoutMs / 1000} s, or too much`);
  return bytes;
}

/** The same for regular files only: a repository may have put anything in its place. Nothing in the denied places is read. */
export async function readPlainFile(file: string, maxBytes: number, denied: readonly string[] = []): Promise<Buffer> {
  let isDenied = false;
  const bytes = await readSmallBytes(file, maxBytes, async (opened) => {
    isDenied = await isOpenedIn(opened, file, denied);
    return !isDenied;
  });
  if (isDenied) throw new Error("the permission profile denies it");
  if (bytes === undefined) throw new Error(await faultOf(file, maxBytes));
  return bytes;
}

/** False if it does not exist. */
export async function isPipe(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.isFIFO() === true;
}

async function faultOf(file: string, maxBytes: number): Promise<string> {
  const stats = await stat(file);
  if (!stats.isFile()) return "it is not a regular file";
  if (stats.size > maxBytes) return `it is larger than ${maxBytes / MIB} MiB`;
  // Must not block on a pipe that took its place.
  await (await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))).close();
  return "it changed while it was read";
}
