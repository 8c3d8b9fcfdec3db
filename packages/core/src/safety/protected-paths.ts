import { lstatSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readSmallBytesSync } from "../files/read-small-file.js";

/**
 * Paths below a writable folder that stay as they are, whether they exist or not: through them a command could make Git or Codex
 * run something later, outside the sandbox.
 */
export function protectedPathsBelow(root: string): string[] {
  return [join(root, ".codex"), ...ifThere(join(root, ".gitmodules")), ...protectedPathsOfGit(join(root, ".git"))];
}

/** The same for one `.git`: a repository's folder, or the file that says where the repository is. */
export function protectedPathsOfGit(git: string): string[] {
  if (!isFile(git)) return protectedPathsOfRepository(git);
  const repository = repositoryOf(git);
  return repository === undefined ? [git] : [git, ...protectedPathsOfRepository(repository)];
}

function protectedPathsOfRepository(folder: string): string[] {
  return [
    join(folder, "hooks"),
    join(folder, "config"),
    join(folder, "commondir"),
    ...ifThere(join(folder, "config.worktree")),
  ];
}

/** Longer ones point nowhere: a path has 4 KiB at most. */
const MAX_POINTER_BYTES = 8 * 1024;

/** Where a `.git` file says that the repository is. */
function repositoryOf(file: string): string | undefined {
  const text = readSmallBytesSync(file, MAX_POINTER_BYTES)?.toString("utf8") ?? "";
  const [, path] = /^gitdir: ([^\n]+)\n?$/.exec(text) ?? [];
  return path === undefined ? undefined : resolve(dirname(file), path);
}

const ifThere = (path: string): string[] => (lstat(path) === undefined ? [] : [path]);
const isFile = (path: string): boolean => lstat(path)?.isFile() ?? false;

function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A file where a folder should be, a loop of links, a folder that may not be entered.
  }
}
