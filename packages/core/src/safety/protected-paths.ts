import { lstatSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

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

/** Where a `.git` file says that the repository is. */
function repositoryOf(file: string): string | undefined {
  const [, path] = /^gitdir: ([^\n]+)\n?$/.exec(readFileSync(file, "utf8")) ?? [];
  return path === undefined ? undefined : resolve(dirname(file), path);
}

const ifThere = (path: string): string[] => (lstat(path) === undefined ? [] : [path]);
const isFile = (path: string): boolean => lstat(path)?.isFile() ?? false;
const lstat = (path: string) => lstatSync(path, { throwIfNoEntry: false });
