import { type Dirent, existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isLikeHidden } from "./hidden-names.js";
import { isBelow } from "./is-within.js";

/** With more entries than this beside the path to a hidden file, each start of a command would take too long. */
const MAX_ENTRIES = 10_000;

/**
 * What may be read if `hidden` may not. Landlock can only allow, so this is everything except the path to a hidden file: the
 * entries of the folders above it, without links, whose targets are covered elsewhere. Entries added to those folders later become
 * readable with the next command. Returns a line that says why if this is impossible, which is the case below a folder that is
 * writable as a whole. A hidden file that does not exist yet never prevents commands from running.
 */
export function readablePathsBeside(
  hidden: readonly string[],
  writableFolders: readonly string[],
): readonly string[] | string {
  const readable = beside(hidden, writableFolders);
  if (typeof readable !== "string") return readable;
  return beside(
    hidden.filter((path) => existsSync(path)),
    writableFolders,
  );
}

function beside(hidden: readonly string[], writableFolders: readonly string[]): readonly string[] | string {
  const open = hidden.find((path) => writableFolders.some((folder) => isBelow(folder, path)));
  if (open !== undefined && open !== "/dev")
    return `${open} cannot be hidden from commands that may write all around it: ${NAMESPACES}`;
  const folders = new Set(hidden.flatMap(foldersAbove));
  const kept = new Set([...hidden, ...folders]);
  const byFolder = Map.groupBy(hidden, dirname);
  const isKept = (path: string) => kept.has(path) || isLikeHidden(basename(path), byFolder.get(dirname(path)) ?? []);
  const paths = [...folders].flatMap((folder) => entriesOf(folder).filter((path) => !isKept(path)));
  return paths.length > MAX_ENTRIES
    ? `too many files beside ${hidden.join(", ")} to hide it: ${NAMESPACES}`
    : paths.sort();
}

const NAMESPACES = "install bubblewrap or allow user namespaces, or keep it elsewhere";

/** From the file's own folder up to the root. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/** A folder that cannot be listed has nothing to allow. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry: Dirent) => !entry.isSymbolicLink())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
