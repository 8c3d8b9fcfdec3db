import { createRequire } from "node:module";
import { arch, platform } from "node:process";
import type koffi from "koffi";

/**
 * koffi, by its package for this platform where that can be seen from here: its own entry takes 8 ms to find the same one, 5 more, and
 * the first command waits for it.
 */
export async function loadKoffi(): Promise<typeof koffi> {
  try {
    return createRequire(import.meta.url)(`@koromix/koffi-${platform}-${arch}`);
  } catch {
    return (await import("koffi")).default;
  }
}
