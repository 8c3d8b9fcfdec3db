import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isBelow, isWithin } from "./is-within.js";

/**
 * A folder as the entries that are in it now, without what leads to sealed folders: Landlock can only allow, never except.
 * The folder itself when nothing sealed lies in it; nothing when it lies in a sealed one.
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
