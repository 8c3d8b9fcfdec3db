import { join } from "node:path";
import { protectedPathsOfGit } from "../protected-paths.js";
import type { TreeFindings } from "./folder-tree.js";
import { pointsOfRepository } from "./repository-points.js";

/** Every mount slows down the start of a command; further repositories are only checked afterwards. */
const MAX_REPOSITORIES = 16;

/** What Git obeys in the repositories of a project: vendored ones, submodules, bare ones. */
export function pathsOfRepositories({ git, bare }: TreeFindings): string[] {
  const submodules = git.flatMap((entry) =>
    pointsOfRepository(entry).flatMap(({ kind, repository, path }) =>
      kind === "settings" && repository !== undefined && repository !== entry && path === join(repository, "config")
        ? [repository]
        : [],
    ),
  );
  return [...git, ...bare, ...submodules].slice(0, MAX_REPOSITORIES).flatMap(protectedPathsOfGit);
}
