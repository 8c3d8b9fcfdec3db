import type { Dirent } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { entriesOf } from "../files/entries-of.js";

export const SKILL_FILE_NAME = "SKILL.md";
/** How deep below the root a skill may be. */
const MAX_DEPTH = 6;
/** A root with more entries is not a skills folder, or is meant to keep us busy. */
const MAX_ENTRIES = 20_000;

/** Hidden folders, and what a command had written and was put aside. */
const isSkipped = (name: string): boolean => name.startsWith(".") || /\.untrusted(-\d+)?$/.test(name);

/**
 * The real paths of all `SKILL.md` files in a folder and below it. Links are followed, hidden folders and those that were put aside
 * skipped, and nothing is read twice.
 */
export async function findSkillFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  let entries = 0;
  await search(root, 0);
  return found;

  async function search(link: string, depth: number): Promise<void> {
    const folder = await realpath(link).catch(() => undefined);
    if (folder === undefined || seen.has(folder)) return;
    seen.add(folder);
    for await (const entry of entriesOf(folder)) {
      entries += 1;
      if (entries > MAX_ENTRIES) return;
      const isBelow = await isFolder(folder, entry);
      if (entry.name === SKILL_FILE_NAME && !isBelow) {
        const file = await realpath(path.join(folder, entry.name)).catch(() => undefined);
        if (file !== undefined && !seen.has(file)) found.push(file);
        if (file !== undefined) seen.add(file);
      } else if (isBelow && depth < MAX_DEPTH && !isSkipped(entry.name)) {
        await search(path.join(folder, entry.name), depth + 1);
      }
    }
  }
}

/** The real paths of the searched folders, nearest first, at most `max`; empty when the root does not exist. */
export async function skillFolders(root: string, max: number): Promise<string[]> {
  const found = new Set<string>();
  let level = [root];
  let entries = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const link of level) {
      const folder = found.size < max ? await realpath(link).catch(() => undefined) : undefined;
      if (folder === undefined || found.has(folder) || !(await isFolderAt(folder))) continue;
      found.add(folder);
      for await (const entry of entriesOf(folder)) {
        entries += 1;
        if (entries > MAX_ENTRIES) return [...found];
        if (!isSkipped(entry.name) && (await isFolder(folder, entry))) next.push(path.join(folder, entry.name));
      }
    }
    level = next;
  }
  return [...found];
}

const isFolderAt = (place: string): Promise<boolean> =>
  stat(place).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return isFolderAt(path.join(parent, entry.name));
}
