import { entriesBelow } from "../files/entries-below.js";

/** A folder with more files than this is probably not a folder of roles. */
const MAX_FILES = 500;
/** A folder with more entries leads elsewhere, or is meant to keep us busy. */
const MAX_ENTRIES = 20_000;

/**
 * The files `*.toml` in a folder and below it, sorted. Of more entries than anybody has roles, the first ones are looked at.
 */
export async function roleFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  let entries = 0;
  for await (const { file, entry } of entriesBelow(folder)) {
    entries += 1;
    if (entries > MAX_ENTRIES) break;
    if (!entry.isDirectory() && file.endsWith(".toml")) found.push(file);
  }
  return found.sort().slice(0, MAX_FILES);
}
