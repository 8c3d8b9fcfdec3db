import { basename, dirname, join } from "node:path";
import { isBelow, isWithin } from "../../files/is-within.js";
import { realPathWithMissing } from "../../files/real-path.js";
import type { ScopeRoot } from "../roots/session-roots.js";
import { statsOf } from "./entry-state.js";

/** Paths that programs obey, and where links on them lead. Looks at each path and folder once. */
export interface LinkedPlaces {
  /**
   * A path, and the place that links on it lead to if commands may write there: programs that obey the path obey that place. Not if a
   * whole project or writable folder is in there, because then everything would be protected.
   */
  of(path: string): string[];
  /** Whether there is something at a path, be it a link that leads nowhere. */
  exists(path: string): boolean;
}

export function linkedPlaces(roots: readonly ScopeRoot[]): LinkedPlaces {
  const projects = roots.flatMap(({ root, workspaces }) => [root, ...workspaces]);
  const places = new Map<string, Place>();
  return {
    of(path) {
      const { real } = placeOf(path, places);
      const isOpen = real !== path && roots.some(({ root }) => isBelow(root, real));
      return isOpen && !projects.some((project) => isWithin(real, project)) ? [path, real] : [path];
    },
    exists: (path) => placeOf(path, places).exists,
  };
}

interface Place {
  readonly real: string;
  /** Otherwise nothing can be in it, either. */
  readonly exists: boolean;
}

/** Looks no further than to the first folder that is missing: most files that programs obey are not there. */
function placeOf(path: string, places: Map<string, Place>): Place {
  const known = places.get(path);
  if (known !== undefined) return known;
  const parent = dirname(path);
  if (parent === path) return { real: path, exists: true };
  const folder = placeOf(parent, places);
  const stats = folder.exists ? statsOf(path) : undefined;
  const isLink = stats?.isSymbolicLink() === true;
  const real = isLink ? realPathWithMissing(path) : join(folder.real, basename(path));
  const place = { real, exists: stats !== undefined };
  places.set(path, place);
  return place;
}
