import { type Dirent, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** More than this beside the way to a hidden file, and hiding it would cost too much. */
const MAX_ENTRIES = 4_000;
const WRITABLE_BY_ALL = 0o002;

/**
 * What may be read when `hidden` files may not. Landlock knows only what is allowed, so this is everything beside the way to
 * them: the entries of the folders above, without links, whose targets are elsewhere anyway. What is put into one of those
 * folders later can be read from the next call on. A file in a folder where anybody's files come and go, as in `/tmp`, is not
 * hidden, nor is one that somebody has to be able to list folders for.
 */
export function readablePathsBeside(hidden: readonly string[]): readonly string[] {
  const folders = new Set(hidden.flatMap(foldersAbove));
  const kept = new Set([...hidden, ...folders]);
  try {
    if ([...folders].some(isOpenToAll)) return ["/"];
    const paths = [...folders].flatMap((folder) => entriesOf(folder).filter((path) => !kept.has(path)));
    return hidden.length === 0 || paths.length > MAX_ENTRIES ? ["/"] : paths.sort();
  } catch {
    return ["/"];
  }
}

/** From the file's own folder up to the root. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

const isOpenToAll = (folder: string): boolean => (statSync(folder).mode & WRITABLE_BY_ALL) !== 0;

const entriesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry: Dirent) => !entry.isSymbolicLink())
    .map(({ name }) => join(folder, name));
