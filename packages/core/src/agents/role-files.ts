import path from "node:path";
import { entriesOf } from "../files/entries-of.js";

/** A folder with more files than this is probably not a folder of roles. */
const MAX_FILES = 500;
/** A folder with more entries leads elsewhere, or is meant to keep us busy. */
const MAX_ENTRIES = 20_000;

/**
 * The files `*.toml` in a folder and below it, sorted. Symbolic links to folders are not followed, and folders that cannot be listed are
 * skipped. Of more entries than anybody has roles, the first ones are looked at.
 */
export async function roleFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  const folders = [folder];
  let entries = 0;
  for (const place of folders) {
    for await (const entry of entriesOf(place)) {
      entries += 1;
      if (entries > MAX_ENTRIES) return sorted(found);
      const file = path.join(place, entry.name);
      if (entry.isDirectory()) folders.push(file);
      else if (entry.name.endsWith(".toml")) found.push(file);
    }
  }
  return sorted(found);
}

const sorted = (files: readonly string[]): string[] => files.toSorted().slice(0, MAX_FILES);
