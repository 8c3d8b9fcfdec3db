import { closeSync, openSync, readFileSync, readSync } from "node:fs";

/** Reads up to `length` bytes of a process's memory, fewer if fewer are mapped; undefined if it cannot be read. */
export function readMemory(thread: number, pointer: bigint, length: number): Buffer | undefined {
  try {
    const memory = openSync(`/proc/${thread}/mem`, "r");
    try {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(memory, bytes, 0, length, pointer));
    } finally {
      closeSync(memory);
    }
  } catch {
    return undefined;
  }
}

const PAGE_BYTES = 4096;

/** Reads a NUL-terminated string; undefined if it is longer than a path may be, or cannot be read. */
export function readText(thread: number, pointer: bigint): string | undefined {
  const bytes = readMemory(thread, pointer, PAGE_BYTES);
  const end = bytes?.indexOf(0) ?? -1;
  return end < 0 ? undefined : bytes?.toString("utf8", 0, end);
}

/** The process that a thread belongs to. */
export function processOf(thread: number): number | undefined {
  try {
    const [, pid] = /^Tgid:\s*(\d+)$/m.exec(readFileSync(`/proc/${thread}/status`, "latin1")) ?? [];
    return pid === undefined ? undefined : Number(pid);
  } catch {
    return undefined;
  }
}

/** Arguments are whole registers; most calls take the lower half as a signed number. */
export const signed = (register = 0n): number => Number(BigInt.asIntN(32, register));
