import { join } from "node:path";
import { stateOf } from "./entry-state.js";
import { namedPoints, type ObeyedScope } from "./obeyed-scope.js";
import { pointsOfGitEntry } from "./repository-points.js";

/**
 * Files and folders in scope that Git obeys because of settings in the projects' repositories or in the user's global
 * configuration.
 */
export function configuredPathsIn(scope: ObeyedScope): string[] {
  const workspaces = scope.roots.flatMap((root) => root.workspaces);
  const points = workspaces.flatMap((workspace) => pointsOfGitEntry(join(workspace, ".git"), () => true));
  const named = namedPoints(scope, points, (path) => stateOf(path));
  return [...named.points.map(({ path }) => path), ...named.hookFolders];
}
