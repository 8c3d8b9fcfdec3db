import { join } from "node:path";
import { protectedPathsOfGit } from "../protected-paths.js";
import type { TreeFindings } from "./folder-tree.js";
import { pointsOfRepository } from "./repository-points.js";

/** Every mount makes the start of a command slower; what more repositories obey is only looked at afterwards. */
const MAX_REPOSITORIES = 16;

/** What is obeyed of the repositories in a project: vendored ones, submodules, bare ones. */
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
