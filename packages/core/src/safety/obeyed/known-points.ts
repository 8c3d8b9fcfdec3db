import { join } from "node:path";
import { type EntryState, stateOf, statsOf } from "./entry-state.js";
import { type LinkedPlaces, linkedPlaces } from "./linked-places.js";
import { fixedPoints, isInScope, namedPoints, type ObeyedScope, workspacesOf } from "./obeyed-scope.js";
import type { ProjectSearch } from "./project-search.js";
import type { ObeyedPoint } from "./repository-points.js";

/** The states of obeyed files and folders: the user's own, or as already reported to the user. */
export class KnownPoints {
  readonly #search: ProjectSearch;
  readonly #states = new Map<string, EntryState>();
  /** Paths that were checked right before the commands that run now: for these, no clock is needed to tell what has changed. */
  readonly #watched = new Set<string>();
  /** What was put aside, by its new path: a command may choose a name that looks like it. */
  readonly #aside = new Set<string>();

  constructor(search: ProjectSearch) {
    this.#search = search;
  }

  get states(): ReadonlyMap<string, EntryState> {
    return this.#states;
  }

  /** Takes the present state as known, and returns what settings of Git name. No command may be running. */
  async learn(scope: ObeyedScope, places: LinkedPlaces): Promise<ObeyedPoint[]> {
    for (const workspace of workspacesOf(scope)) await this.#search.look(workspace);
    for (const path of this.#states.keys()) {
      if (isInScope(scope, path) && statsOf(path) === undefined) this.#states.delete(path);
    }
    this.#watched.clear();
    const fixed = this.#fixed(scope, places);
    const named = this.#named(scope, fixed, places);
    for (const { path } of [...named, ...fixed]) {
      if (this.#watched.has(path)) continue;
      this.remember(path);
      this.#watched.add(path);
    }
    return named;
  }

  /** Everything in scope that the user's programs obey. */
  all(scope: ObeyedScope): ObeyedPoint[] {
    const places = linkedPlaces(scope.roots);
    const fixed = this.#fixed(scope, places);
    const byPath = new Map([...this.#named(scope, fixed, places), ...fixed].map((point) => [point.path, point]));
    return [...byPath.values()];
  }

  /** Those of them that settings of Git name. */
  named(scope: ObeyedScope, places: LinkedPlaces): ObeyedPoint[] {
    return this.#named(scope, this.#fixed(scope, places), places);
  }

  remember(path: string): void {
    const state = this.#read(path);
    if (state === undefined) this.#states.delete(path);
    else this.#states.set(path, state);
  }

  forget(path: string): void {
    this.#states.delete(path);
  }

  notePutAside(path: string): void {
    this.#aside.add(path);
  }

  /**
   * Whether its state before the commands is known, even if it did not exist. For a repository, everything that Git obeys is
   * watched.
   */
  wasWatched({ path, repository }: ObeyedPoint): boolean {
    return this.#watched.has(path) || (repository !== undefined && this.#watched.has(join(repository, "config")));
  }

  #fixed(scope: ObeyedScope, places: LinkedPlaces): ObeyedPoint[] {
    return fixedPoints(scope, this.#search.findings(scope), { places, isAside: (path) => this.#aside.has(path) });
  }

  #named(scope: ObeyedScope, fixed: readonly ObeyedPoint[], places: LinkedPlaces): ObeyedPoint[] {
    return namedPoints(scope, fixed, { places, read: (path) => this.#read(path) }).points;
  }

  #read(path: string): EntryState | undefined {
    return stateOf(path, this.#states.get(path));
  }
}
