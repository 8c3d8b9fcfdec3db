import { join } from "node:path";
import { stateOf } from "./entry-state.js";
import { linkedPlaces } from "./linked-places.js";
import { namedPoints, type ObeyedScope } from "./obeyed-scope.js";
import { pointsOfGitEntry } from "./repository-points.js";

/**
 * Files and folders in scope that Git obeys because of settings in the projects' repositories or in the user's global
 * configuration, and where the repositories' own hooks and settings are links to.
 */
export function configuredPathsIn(scope: ObeyedScope): string[] {
  const workspaces = scope.roots.flatMap((root) => root.workspaces);
  const places = linkedPlaces(scope.roots);
  const points = workspaces.flatMap((workspace) => pointsOfGitEntry(join(workspace, ".git"), () => true));
  const named = namedPoints(scope, points, { places, read: stateOf });
  const linked = points.map(({ path }) => path).flatMap((path) => places.of(path).slice(1));
  return [...named.points.map(({ path }) => path), ...named.hookFolders, ...linked];
}
