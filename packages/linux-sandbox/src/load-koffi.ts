import { closeSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:process";
import type koffi from "koffi";

/**
 * koffi, by its package for this platform where that can be seen from here: its own entry takes 5 ms longer to find the same, and the first
 * command waits for it. Rejects as whatever needs descriptors does where there are none left, which says nothing of koffi.
 */
export async function loadKoffi(): Promise<typeof koffi> {
  try {
    return createRequire(import.meta.url)(`@koromix/koffi-${platform}-${arch}`);
  } catch {
    closeSync(openSync("/dev/null", "r"));
    return (await import("koffi")).default;
  }
}
