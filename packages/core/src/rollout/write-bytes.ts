import { writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";

/** In bytes: shorter data is written synchronously. */
const SHORT = 16 * 1024;
/** A synchronous write takes no longer unless the disk is slow or the process does not get the processor. */
const SLOW_MS = 5;
/** After two slow writes in a row, which the disk causes, nothing is written synchronously for this long. */
const SLOW_FOR_MS = 60_000;

let wasSlow = false;
let slowUntil = 0;

/**
 * Writes bytes to a file and returns how many. Writes short data synchronously: the kernel takes it within 0.02 ms; the round trip
 * to another thread takes ten times as long, more on a busy machine, and commands wait for their line to be written.
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
