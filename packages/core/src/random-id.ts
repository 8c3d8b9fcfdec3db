import { randomFillSync } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

const KERNEL_RANDOM = "/dev/urandom";
const ID_BYTES = 10;
/** Random bytes for the next ids, the system being asked for those of many at once. */
const pool = Buffer.alloc(ID_BYTES * 64);
let taken = pool.length;

/** A new UUID of version 7: the time in milliseconds, then random bits; by name, ids are in the order of their making. */
export function randomId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const random = takeRandom();
  random.writeUInt8(0x70 | (random.readUInt8(0) & 0x0f), 0);
  random.writeUInt8(0x80 | (random.readUInt8(2) & 0x3f), 2);
  const hex = random.toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8)}`;
}

function takeRandom(): Buffer {
  if (taken === pool.length) {
    fillFromKernel(pool);
    taken = 0;
  }
  taken += ID_BYTES;
  return pool.subarray(taken - ID_BYTES, taken);
}

/** Linux and macOS have a file for it; Node has to load its whole cryptography, which takes 4 ms of a start. */
function fillFromKernel(bytes: Buffer): void {
  try {
    const file = openSync(KERNEL_RANDOM, "r");
    try {
      if (readSync(file, bytes) === bytes.length) return;
    } finally {
      closeSync(file);
    }
  } catch {
    // Another system, or no /dev.
  }
  randomFillSync(bytes);
}
