import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The real path, although its last parts need not exist. */
export function realPathWithMissing(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPathWithMissing(dirname(path)), basename(path));
  }
}
