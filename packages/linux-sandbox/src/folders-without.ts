import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isBelow, isWithin } from "./is-within.js";

/**
 * Replaces a folder by its present entries, without those that lead to sealed folders, because Landlock can only allow, never
 * exclude. Returns the folder itself if nothing sealed is in it, and nothing if it is in a sealed one.
 */
export function foldersWithout(folder: string, sealed: readonly string[]): string[] {
  if (sealed.some((path) => isWithin(path, folder))) return [];
  if (!sealed.some((path) => isBelow(folder, path))) return [folder];
  return namesIn(folder).flatMap((name) => foldersWithout(join(folder, name), sealed));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isSymbolicLink())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
