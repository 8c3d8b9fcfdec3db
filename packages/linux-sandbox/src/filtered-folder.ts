import { type Dirent, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { isLikeHidden } from "./hidden-names.js";

/** An entry of a folder that stays visible. */
export type VisibleEntry =
  | { readonly type: "file" | "folder"; readonly name: string }
  | { readonly type: "link"; readonly name: string; readonly target: string };

/** Each costs a mount at every start of a command. */
const MAX_ENTRIES = 200;

/**
 * The visible entries of a folder: everything in it now except what is hidden. A mount over the file alone would not do: it shows
 * again once another file replaces it, as renewed logins do. Undefined if it is no folder or has too many entries.
 */
export function visibleEntries(folder: string, hidden: readonly string[]): VisibleEntry[] | undefined {
  const entries = entriesOf(folder);
  if (entries === undefined || entries.length > MAX_ENTRIES) return undefined;
  return entries.flatMap((entry) => (isLikeHidden(entry.name, hidden) ? [] : visibleEntry(folder, entry)));
}

function visibleEntry(folder: string, entry: Dirent): VisibleEntry[] {
  const { name } = entry;
  if (!entry.isSymbolicLink()) return [{ type: entry.isDirectory() ? "folder" : "file", name }];
  try {
    return [{ type: "link", name, target: readlinkSync(join(folder, name)) }];
  } catch {
    return []; // It was taken away meanwhile.
  }
}

function entriesOf(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
}
