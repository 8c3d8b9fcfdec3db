import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "../error.js";

const LOOK_EVERY_MS = 20;
const PIECE_BYTES = 64 * 1024;

export interface PipeLimits {
  readonly maxBytes: number;
  /** How long the writer may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborting rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a named pipe, or one that a shell made (`-i <(command)`), until its writer closes it; undefined if that takes too long or
 * is too much. Blocks no thread. A pipe can be read once.
 */
export async function readPipe(file: string, { maxBytes, timeoutMs, signal }: PipeLimits): Promise<Buffer | undefined> {
  const until = performance.now() + timeoutMs;
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    while (length <= maxBytes && performance.now() < until) {
      signal?.throwIfAborted();
      const piece = await readNow(handle);
      if (piece === undefined || (piece.length === 0 && length === 0)) await sleep(LOOK_EVERY_MS);
      else if (piece.length === 0) return Buffer.concat(pieces);
      else {
        pieces.push(piece);
        length += piece.length;
      }
    }
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Undefined if nothing is available; empty if there is no writer, yet or any more. */
async function readNow(handle: FileHandle): Promise<Buffer | undefined> {
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (errorCode(error) === "EAGAIN") return undefined;
    throw error;
  }
}
