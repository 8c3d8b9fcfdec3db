import { writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";

/** In bytes, of what is written at once. */
const SHORT = 16 * 1024;
/** A write at once takes no longer unless the disk lets writers wait, or a busy processor the whole process. */
const SLOW_MS = 5;
/** For so long nothing is written at once after two slow writes in a row, which are the disk's. */
const SLOW_FOR_MS = 60_000;

let wasSlow = false;
let slowUntil = 0;

/**
 * Writes bytes to a file; gives how many. Short ones at once: the kernel takes them within 0.02 ms, where another thread and word of its
 * end take ten times as long, on a busy machine more, and a command waits for the line that tells of it.
 */
export function writeBytes(file: FileHandle, bytes: Buffer): number | Promise<number> {
  const startedAt = performance.now();
  if (bytes.length > SHORT || startedAt < slowUntil) {
    return file.write(bytes).then(({ bytesWritten }) => bytesWritten);
  }
  const written = writeSync(file.fd, bytes);
  const endedAt = performance.now();
  const isSlow = endedAt - startedAt > SLOW_MS;
  if (isSlow && wasSlow) slowUntil = endedAt + SLOW_FOR_MS;
  wasSlow = isSlow;
  return written;
}
