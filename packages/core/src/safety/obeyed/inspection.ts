import { dirname, join } from "node:path";
import { isBelow, isWithin } from "../../files/is-within.js";
import { applyVerdict, InspectionReport, type PutAside } from "./apply-verdict.js";
import type { CommandSpans } from "./command-spans.js";
import { type EntryState, hasOtherNames, isSameState, stateOf, statsOf } from "./entry-state.js";
import { judgePoint, replacementOf, type Verdict } from "./judge-point.js";
import type { KnownPoints } from "./known-points.js";
import { foldersBetween, isInScope, keptPaths, type ObeyedScope, workspacesOf } from "./obeyed-scope.js";
import type { ProjectSearch } from "./project-search.js";
import { putBack } from "./put-aside.js";
import { isInUse } from "./repositories-in-use.js";
import type { ObeyedPoint } from "./repository-points.js";
import { nameUndecodableFolders } from "./undecodable-folders.js";

/** Findings after so many rounds are left alone. Each round can only remove what the previous one revealed. */
const MAX_ROUNDS = 5;

export interface InspectionOptions {
  readonly scope: ObeyedScope;
  /** Paths that the command cannot have changed. If a folder is held, so is everything in it. */
  readonly held: ReadonlySet<string>;
  readonly search: ProjectSearch;
  readonly known: KnownPoints;
  readonly spans: CommandSpans;
}

/** One look at what a command left behind. */
export class Inspection {
  readonly #scope: ObeyedScope;
  readonly #held: ReadonlySet<string>;
  readonly #search: ProjectSearch;
  readonly #known: KnownPoints;
  readonly #spans: CommandSpans;
  readonly #report = new InspectionReport();

  constructor({ scope, held, search, known, spans }: InspectionOptions) {
    this.#scope = scope;
    this.#held = held;
    this.#search = search;
    this.#known = known;
    this.#spans = spans;
  }

  /** Puts aside what the command wrote that other programs obey, and restores the user's own files. */
  async run(): Promise<PutAside> {
    for (const workspace of workspacesOf(this.#scope)) {
      await this.#search.look(workspace);
      if (await this.#nameFolders(workspace)) await this.#search.look(workspace);
    }
    const taken = this.#removedPoints();
    await this.#restore(taken);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (!(await this.#inspectPoints())) break;
    }
    // What was in the way has been put aside by now.
    await this.#restore(taken);
    for (const path of taken.keys()) this.#report.gone.add(path);
    return this.#report.result();
  }

  /** Gives folders that could not be looked into names that are text. Whether there were any. */
  async #nameFolders(workspace: string): Promise<boolean> {
    const parents = this.#search.in(workspace)?.withUndecodable ?? [];
    for (const parent of parents) {
      for (const { path, isAside } of await nameUndecodableFolders(parent, (time) => this.#spans.covers(time))) {
        (isAside ? this.#report.aside : this.#report.left).add(path);
        this.#report.isFailure = true;
      }
    }
    return parents.length > 0;
  }

  /**
   * What the command removed that belongs to the user: hooks and settings of a repository that still exists, and what their programs obey
   * at the top of the project or in their home, because it may forbid something.
   */
  #removedPoints(): Map<string, EntryState> {
    const taken = new Map<string, EntryState>();
    const kept = keptPaths(this.#scope);
    for (const [path, state] of this.#known.states) {
      if (!isInScope(this.#scope, path) || statsOf(path) !== undefined || this.#isHeld(path)) continue;
      this.#known.forget(path);
      const isPart = /\/(hooks\/[^/]+|config|config\.worktree)$/.test(path) && isFolderOfRepository(path);
      const isKept = isPart || kept.some((whole) => isWithin(whole, path));
      if (isKept && state.type !== "folder") taken.set(path, state);
    }
    return taken;
  }

  /** Removes restored paths from the list. */
  async #restore(taken: Map<string, EntryState>): Promise<void> {
    for (const [path, state] of taken) {
      const replacement = replacementOf(state);
      if (replacement === undefined || !(await putBack(path, replacement))) continue;
      taken.delete(path);
      // Its folders may have been made again for it.
      for (const restored of [...this.#foldersAround(path), path]) this.#known.remember(restored);
      this.#report.aside.add(path);
      this.#report.isFailure = true;
    }
  }

  /** Whether something was put aside: then there may be more. */
  async #inspectPoints(): Promise<boolean> {
    let isAnyAside = false;
    for (const point of this.#known.all(this.#scope)) {
      const before = this.#known.states.get(point.path);
      const now = stateOf(point.path, before);
      if (now === undefined || now === before) continue;
      const verdict = this.#judge(point, now, before);
      if (verdict.type === "put-aside") {
        const aside = await applyVerdict(point.path, { verdict, before }, this.#report);
        if (aside !== undefined) this.#known.notePutAside(aside);
        isAnyAside ||= aside !== undefined;
      }
      this.#known.remember(point.path);
    }
    return isAnyAside;
  }

  #judge(point: ObeyedPoint, now: EntryState, before: EntryState | undefined): Verdict {
    const isOurs =
      this.#isHeld(point.path) ||
      (before !== undefined && isSameState(before, now)) ||
      !(this.#known.wasWatched(point) || this.#mayBeNew(point.path, now));
    if (isOurs) return { type: "keep" };
    const around = {
      isInScope: (path: string) => isInScope(this.#scope, path),
      isInUse: (repository: string) => isInUse(repository, this.#known.states),
    };
    return judgePoint(point, { now, before }, around);
  }

  /** Whether a command may have written a previously unchecked path, or moved it there with a folder around it. */
  #mayBeNew(path: string, { changedAt }: EntryState): boolean {
    if (this.#spans.covers(changedAt)) return true;
    const workspace = [...workspacesOf(this.#scope)].find((folder) => isBelow(folder, path));
    // If not all folders could be searched before, most unknown files already existed.
    if (workspace !== undefined && this.#search.in(workspace)?.isComplete === false) return false;
    return this.#foldersAround(path).some((folder) => this.#spans.covers(statsOf(folder)?.ctimeMs ?? 0));
  }

  #isHeld(path: string): boolean {
    if (this.#hadOtherNames(path)) return false;
    return this.#held.has(path) || this.#foldersAround(path).some((folder) => this.#held.has(folder));
  }

  /**
   * A file can also be written by another name, a hard link, that is not held and may be removed afterwards. A command cannot put another
   * file at a held path.
   */
  #hadOtherNames(path: string): boolean {
    const stats = statsOf(path);
    const before = this.#known.states.get(path);
    if (stats === undefined || (before !== undefined && before.inode !== stats.ino)) return false;
    return hasOtherNames(stats) || before?.hasOtherNames === true;
  }

  /** The folders in scope around a path, without the root itself. */
  #foldersAround(path: string): string[] {
    const around = this.#scope.roots.find(({ root }) => isBelow(root, path));
    return around === undefined ? [] : foldersBetween(around.root, dirname(path));
  }
}

/** A whole repository may have been deleted on purpose. */
function isFolderOfRepository(path: string): boolean {
  const folder = dirname(path).replace(/\/hooks$/, "");
  return statsOf(join(folder, "HEAD")) !== undefined;
}
