import type { Dirent } from "node:fs";
import path from "node:path";
import { entriesOf } from "./entries-of.js";

/** The entries in a folder and below it, level by level. Links to folders are not followed; folders that cannot be listed are skipped. */
export async function* entriesBelow(root: string): AsyncGenerator<{ readonly file: string; readonly entry: Dirent }> {
  const folders = [root];
  for (const folder of folders) {
    for await (const entry of entriesOf(folder)) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(file);
      yield { file, entry };
    }
  }
}
