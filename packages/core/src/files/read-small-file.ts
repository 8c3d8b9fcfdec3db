import { closeSync, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { READ_PLAIN } from "./open-plain-file.js";

/**
 * The text of a file; undefined if there is none, it cannot be read, it is bigger than `maxBytes`, or it is not a regular file: a
 * repository may have put a pipe, a device or a file of terabytes in its place. Reads at most the size that the file had when it
 * was opened, so that growing and generated files (`/proc`) cost nothing.
 */
export async function readSmallFile(file: string, maxBytes: number): Promise<string | undefined> {
  const bytes = await readSmallBytes(file, maxBytes);
  return bytes?.toString("utf8");
}

/** The same as bytes. Undefined, too, if `mayRead` says so of the opened file. */
export async function readSmallBytes(
  file: string,
  maxBytes: number,
  mayRead: (handle: FileHandle) => Promise<boolean> = async () => true,
): Promise<Buffer | undefined> {
  const handle = await open(file, READ_PLAIN).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    return isSmall(stats, maxBytes) && (await mayRead(handle)) ? await readHead(handle, stats.size) : undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

/** The start of a regular file of any size; undefined if there is none or it cannot be read. */
export async function readFileHead(file: string, maxBytes: number): Promise<Buffer | undefined> {
  const handle = await open(file, READ_PLAIN).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    return stats.isFile() ? await readHead(handle, Math.min(stats.size, maxBytes)) : undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Like `readSmallBytes`, but synchronous: for files that are checked before and after every command. */
export function readSmallBytesSync(file: string, maxBytes: number): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, READ_PLAIN);
    const stats = fstatSync(descriptor);
    if (!isSmall(stats, maxBytes)) return undefined;
    const buffer = Buffer.alloc(stats.size);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const isSmall = (stats: Stats, maxBytes: number): boolean => stats.isFile() && stats.size <= maxBytes;

async function readHead(handle: FileHandle, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
