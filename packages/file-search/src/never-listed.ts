import type { ListOptions } from "./list-files.js";

/** Patterns of files that are never listed. */
export function neverListed({ gitFolder = false }: Pick<ListOptions, "gitFolder">): readonly string[] {
  return gitFolder ? KEPT_BY_GIT : [".git"];
}

const KEPT_BY_GIT = ["objects", "refs", "logs", "lfs", "modules", "worktrees"].map((name) => `**/.git/${name}`);
