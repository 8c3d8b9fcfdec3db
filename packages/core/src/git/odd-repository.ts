import { lstatSync, type Stats, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readSmallBytesSync } from "../files/read-small-file.js";

/** Repository files that Git always opens; it would block on a pipe in place of one. */
const PARTS = [
  ...["HEAD", "config", "config.worktree", "commondir", "index", "packed-refs", "shallow"],
  ...["info/exclude", "info/attributes", "info/sparse-checkout", "info/grafts", "objects/info/alternates"],
];
/** Work tree files that it opens, in its working folder and above. */
const WORK_TREE_PARTS = [".gitattributes", ".gitignore", ".gitmodules", ".mailmap"];
/** No real repository has parts that big; a sparse file costs nothing to create, but everything to read. */
const MAX_PART_BYTES = 1024 ** 3;
/** A pointer to a repository is smaller. */
const MAX_POINTER_BYTES = 64 * 1024;

/** Whether Git would block, or read without end, in the repository around a folder. */
export function isOddRepository(cwd: string): boolean {
  const folders = foldersOfWorkTree(cwd);
  const [workTree] = folders;
  return (
    workTree !== undefined &&
    (repositoryFolders(join(workTree, ".git")).some((folder) => PARTS.some((name) => isOddPart(join(folder, name)))) ||
      folders.some((folder) => WORK_TREE_PARTS.some((name) => isOddPart(join(folder, name)))))
  );
}

/** From the one with `.git` down to the folder itself; none outside a repository. */
export function foldersOfWorkTree(folder: string): string[] {
  if (found(lstatSync, join(folder, ".git")) !== undefined) return [folder];
  const parent = dirname(folder);
  const above = parent === folder ? [] : foldersOfWorkTree(parent);
  return above.length === 0 ? [] : [...above, folder];
}

/** The repository itself, also where a file points to it, and the one that it shares with other work trees. */
function repositoryFolders(dotGit: string): string[] {
  const own = resolve(dirname(dotGit), /^gitdir: (.+)$/m.exec(textOf(dotGit) ?? "")?.[1] ?? dotGit);
  const shared = textOf(join(own, "commondir"))?.trim();
  return shared === undefined ? [own] : [own, resolve(own, shared)];
}

const textOf = (file: string): string | undefined => readSmallBytesSync(file, MAX_POINTER_BYTES)?.toString("utf8");

function isOddPart(path: string): boolean {
  const stats = found(statSync, path);
  return stats !== undefined && (!(stats.isFile() || stats.isDirectory()) || stats.size > MAX_PART_BYTES);
}

function found(look: (path: string) => Stats, path: string): Stats | undefined {
  try {
    return look(path);
  } catch {
    return undefined;
  }
}
