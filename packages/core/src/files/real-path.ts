import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The real path of a file whose last components need not exist. */
export function realPathWithMissing(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(realPathWithMissing(dirname(path)), basename(path));
  }
}
