import { closeSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:process";
import type koffi from "koffi";

/**
 * Loads koffi directly from its package for this platform if possible: its own entry point takes 5 ms longer to find the same file,
 * and the first command waits for it. Rejects if no descriptors are left, which says nothing about koffi.
 */
export async function loadKoffi(): Promise<typeof koffi> {
  try {
    return createRequire(import.meta.url)(`@koromix/koffi-${platform}-${arch}`);
  } catch {
    closeSync(openSync("/dev/null", "r"));
    return (await import("koffi")).default;
  }
}
