import { close, closeSync, writeFile, writeSync } from "node:fs";
import type { Native } from "./native.js";

/** What every pipe takes at once. */
const AT_ONCE_BYTES = 4_096;

/** The read end of a pipe out of which `bytes` come, and nothing more: a way to tell a child process something unseen by others. */
export function pipeWith(native: Native, bytes: Uint8Array): number {
  const { readEnd, writeEnd } = native.createPipe();
  if (bytes.length <= AT_ONCE_BYTES) {
    writeSync(writeEnd, bytes);
    closeSync(writeEnd);
  } else {
    // A reader that goes away early says why itself.
    writeFile(writeEnd, bytes, () => close(writeEnd));
  }
  return readEnd;
}
