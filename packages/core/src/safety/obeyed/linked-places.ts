import { basename, dirname, join } from "node:path";
import { isBelow, isWithin } from "../../files/is-within.js";
import { realPathWithMissing } from "../../files/real-path.js";
import type { ScopeRoot } from "../roots/session-roots.js";
import { statsOf } from "./entry-state.js";

/**
 * Gives a path, and the place that links on it lead to if commands may write there: programs that obey the path obey that place. Not if a
 * whole project or writable folder is in there, because then everything would be protected.
 */
export function linkedPlaces(roots: readonly ScopeRoot[]): (path: string) => string[] {
  const projects = roots.flatMap(({ root, workspaces }) => [root, ...workspaces]);
  const folders = new Map<string, string>();
  const realFolder = (folder: string): string => {
    const real = folders.get(folder) ?? realPathWithMissing(folder);
    folders.set(folder, real);
    return real;
  };
  return (path) => {
    const isLink = statsOf(path)?.isSymbolicLink() ?? false;
    const real = isLink ? realPathWithMissing(path) : join(realFolder(dirname(path)), basename(path));
    const isOpen = real !== path && roots.some(({ root }) => isBelow(root, real));
    return isOpen && !projects.some((project) => isWithin(real, project)) ? [path, real] : [path];
  };
}
