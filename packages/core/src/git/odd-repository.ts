import { lstatSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** What Git opens of a repository, whatever it does; a pipe in the place of one would be waited for. */
const PARTS = [
  ...["HEAD", "config", "config.worktree", "commondir", "index", "packed-refs", "shallow"],
  ...["info/exclude", "info/attributes", "info/sparse-checkout", "info/grafts", "objects/info/alternates"],
];
/** No repository that people work in has parts that big; a sparse file costs nothing to make, but all to read. */
const MAX_PART_BYTES = 1024 ** 3;

/** Whether Git would wait, or read without end, in the repository that a folder is in. */
export function isOddRepository(cwd: string): boolean {
  const git = gitEntryAbove(cwd);
  return git !== undefined && PARTS.some((name) => isOddPart(join(git, name)));
}

function gitEntryAbove(folder: string): string | undefined {
  const git = join(folder, ".git");
  if (found(lstatSync, git) !== undefined) return git;
  const parent = dirname(folder);
  return parent === folder ? undefined : gitEntryAbove(parent);
}

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
