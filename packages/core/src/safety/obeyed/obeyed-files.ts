import { dirname, join } from "node:path";
import type { Environment } from "../../environment.js";
import { isBelow } from "../../files/is-within.js";
import { sparingFiles } from "../../files/spare-files.js";
import { carryOut, Found, type PutAside } from "./carry-out.js";
import { CommandSpans } from "./command-spans.js";
import { type EntryState, saysTheSame, stateOf, statsOf } from "./entry-state.js";
import { FolderTree, type TreeFindings } from "./folder-tree.js";
import { judgePoint, replacementOf, type Verdict } from "./judge-point.js";
import { LinkedRepositories } from "./linked-repositories.js";
import { fixedPoints, foldersBetween, isInScope, namedPoints, type ObeyedScope } from "./obeyed-scope.js";
import { pathsOfRepositories } from "./paths-of-repositories.js";
import { putBack } from "./put-aside.js";
import type { ObeyedPoint } from "./repository-points.js";

/** What one confined command is watched by. */
export interface Watch {
  /** Files and folders in scope, besides the usual ones, that the sandbox had better not let commands write at all. */
  readonly protectedPaths: readonly string[];
  /**
   * To be called once nothing of the command runs any more. What it wrote for others to obey is put aside; gives the paths.
   * @param held Paths that the command cannot have changed: what changed there is somebody else's work.
   */
  end(held: ReadonlySet<string>): Promise<PutAside>;
}

export interface ObeyedLimits {
  /** Of each project, how many are looked at. Default: that of `FolderTree`. */
  readonly maxFolders?: number | undefined;
  /** How long Git may take to say what an index links to. Default: that of `runGit`. */
  readonly gitMs?: number | undefined;
}

const NOTHING: PutAside = { paths: [], isFailure: false };

/** After so many rounds what is found is left alone: each can only take away what the one before has brought up. */
const MAX_ROUNDS = 5;

/**
 * Looks after what confined commands write that programs of the user obey later: Git's settings, hooks and pointers, Codex's and
 * shells' own files. It does not matter what was there when a command began: new repositories, renamed folders and copies count.
 * What the user writes between commands, or under a path that commands cannot write, stays.
 */
export class ObeyedFiles {
  readonly #known = new Map<string, EntryState>();
  /** Paths that were looked at right before the commands that run now, so that no clock is needed to tell what these have changed. */
  readonly #watched = new Set<string>();
  readonly #trees = new Map<string, FolderTree>();
  readonly #findings = new Map<string, TreeFindings>();
  /** By project: what is obeyed of the repositories in it that were there before any command ran. */
  readonly #firstRepositories = new Map<string, readonly string[]>();
  readonly #links: LinkedRepositories;
  readonly #limits: ObeyedLimits;
  readonly #spans = new CommandSpans();
  #last: Promise<unknown> = Promise.resolve();

  constructor(env: Environment, limits: ObeyedLimits = {}) {
    this.#links = new LinkedRepositories(env, limits.gitMs);
    this.#limits = limits;
  }

  /** To be called before a command starts. */
  begin(scope: ObeyedScope): Promise<Watch> {
    return this.#oneAtATime(async () => {
      await this.#lookForTheFirstTime(scope);
      // While others run, what has changed may be theirs.
      if (!this.#spans.isRunning) await this.#learn(scope);
      const named = namedPoints(scope, this.#fixedPoints(scope), (path) => this.#read(path));
      this.#spans.begin();
      let isOver = false;
      return {
        protectedPaths: [
          ...named.points.filter(({ kind }) => kind !== "hook").map(({ path }) => path),
          ...[...workspacesOf(scope)].flatMap((workspace) => this.#firstRepositories.get(workspace) ?? []),
        ],
        end: (held) =>
          this.#oneAtATime(async () => {
            if (isOver) return NOTHING;
            isOver = true;
            this.#spans.end();
            return sparingFiles(() => this.#inspect(scope, held));
          }),
      };
    });
  }

  #oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  async #lookForTheFirstTime(scope: ObeyedScope): Promise<void> {
    for (const workspace of workspacesOf(scope)) {
      if (this.#trees.has(workspace)) continue;
      await this.#look(workspace);
      const findings = this.#findings.get(workspace);
      if (findings !== undefined) this.#firstRepositories.set(workspace, pathsOfRepositories(findings));
    }
  }

  async #look(workspace: string): Promise<void> {
    const tree = this.#trees.get(workspace) ?? new FolderTree(workspace, this.#limits.maxFolders);
    this.#trees.set(workspace, tree);
    const found = await tree.look();
    // What lies beyond the folders that are looked at, Git looks into where an index links to it.
    const linked = found.isComplete ? [] : await this.#links.of(workspace);
    if (linked === undefined) this.#findings.set(workspace, await tree.lookEverywhere());
    else this.#findings.set(workspace, { ...found, git: [...new Set([...found.git, ...linked])] });
  }

  #fixedPoints(scope: ObeyedScope): ObeyedPoint[] {
    const wanted = workspacesOf(scope);
    return fixedPoints(scope, new Map([...this.#findings].filter(([workspace]) => wanted.has(workspace))));
  }

  #allPoints(scope: ObeyedScope): ObeyedPoint[] {
    const fixed = this.#fixedPoints(scope);
    const named = namedPoints(scope, fixed, (path) => this.#read(path));
    const byPath = new Map([...named.points, ...fixed].map((point) => [point.path, point]));
    return [...byPath.values()];
  }

  #read(path: string): EntryState | undefined {
    return stateOf(path, this.#known.get(path));
  }

  /** What is there now, the user has written or has been told of. */
  async #learn(scope: ObeyedScope): Promise<void> {
    for (const workspace of workspacesOf(scope)) await this.#look(workspace);
    for (const path of this.#known.keys()) {
      if (isInScope(scope, path) && statsOf(path) === undefined) this.#known.delete(path);
    }
    this.#watched.clear();
    for (const { path } of this.#allPoints(scope)) {
      this.#remember(path);
      this.#watched.add(path);
    }
  }

  #remember(path: string): void {
    const state = this.#read(path);
    if (state === undefined) this.#known.delete(path);
    else this.#known.set(path, state);
  }

  async #inspect(scope: ObeyedScope, held: ReadonlySet<string>): Promise<PutAside> {
    for (const workspace of workspacesOf(scope)) await this.#look(workspace);
    const taken = this.#takenAway(scope, held);
    const found = new Found();
    await this.#bringBack(taken, found);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (!(await this.#inspectPoints(scope, held, found))) break;
    }
    // What was in their way is aside now.
    await this.#bringBack(taken, found);
    for (const path of taken.keys()) found.gone.add(path);
    return found.result();
  }

  /** What a command took away that belongs to the user: hooks and settings of a repository that is still there. */
  #takenAway(scope: ObeyedScope, held: ReadonlySet<string>): Map<string, EntryState> {
    const taken = new Map<string, EntryState>();
    for (const [path, state] of this.#known) {
      if (!isInScope(scope, path) || isHeld(path, scope, held) || statsOf(path) !== undefined) continue;
      this.#known.delete(path);
      const isPart = /\/(hooks\/[^/]+|config|config\.worktree)$/.test(path) && isFolderOfRepository(path);
      if (isPart && state.type !== "folder") taken.set(path, state);
    }
    return taken;
  }

  /** Those that are back are taken off the list. */
  async #bringBack(taken: Map<string, EntryState>, found: Found): Promise<void> {
    for (const [path, state] of taken) {
      const replacement = replacementOf(state);
      if (replacement === undefined || !(await putBack(path, replacement))) continue;
      taken.delete(path);
      this.#remember(path);
      found.aside.add(path);
      found.isFailure = true;
    }
  }

  /** Whether something was put aside: then there may be more. */
  async #inspectPoints(scope: ObeyedScope, held: ReadonlySet<string>, found: Found): Promise<boolean> {
    let isAnyAside = false;
    for (const point of this.#allPoints(scope)) {
      const before = this.#known.get(point.path);
      const now = stateOf(point.path, before);
      if (now === undefined || now === before) continue;
      const verdict = this.#judge(point, { now, before }, scope, held);
      if (verdict.type === "put-aside") {
        const isAside = await carryOut(point.path, { verdict, before }, found);
        isAnyAside ||= isAside;
      }
      this.#remember(point.path);
    }
    return isAnyAside;
  }

  #judge(
    point: ObeyedPoint,
    { now, before }: { now: EntryState; before: EntryState | undefined },
    scope: ObeyedScope,
    held: ReadonlySet<string>,
  ): Verdict {
    const isOurs =
      isHeld(point.path, scope, held) ||
      (before !== undefined && saysTheSame(before, now)) ||
      !(this.#wasWatched(point) || this.#mayHaveCome(point.path, now, scope));
    return isOurs ? { type: "keep" } : judgePoint(point, { now, before }, (path) => isInScope(scope, path));
  }

  /** Whether it was looked at, or looked for, before the commands: of a repository all that Git obeys is. */
  #wasWatched({ path, repository }: ObeyedPoint): boolean {
    return this.#watched.has(path) || (repository !== undefined && this.#watched.has(join(repository, "config")));
  }

  /** Whether a command may have written what was not looked at before at a path, or have brought it there with a folder around it. */
  #mayHaveCome(path: string, { changedAt }: EntryState, scope: ObeyedScope): boolean {
    if (this.#spans.covers(changedAt)) return true;
    const workspace = [...workspacesOf(scope)].find((folder) => isBelow(folder, path));
    // Where not all was looked at before, what is unknown is mostly what was there.
    if (workspace !== undefined && this.#findings.get(workspace)?.isComplete === false) return false;
    const root = scope.roots.find((candidate) => isBelow(candidate.root, path))?.root ?? dirname(path);
    return foldersBetween(root, dirname(path)).some((folder) => this.#spans.covers(statsOf(folder)?.ctimeMs ?? 0));
  }
}

const workspacesOf = ({ roots }: ObeyedScope): Set<string> => new Set(roots.flatMap(({ workspaces }) => workspaces));

/** With a folder all that is in it is held. */
function isHeld(path: string, { roots }: ObeyedScope, held: ReadonlySet<string>): boolean {
  const root = roots.find((candidate) => isBelow(candidate.root, path))?.root ?? path;
  return held.has(path) || foldersBetween(root, dirname(path)).some((folder) => held.has(folder));
}

/** A whole repository may be gone on purpose. */
function isFolderOfRepository(path: string): boolean {
  const folder = dirname(path).replace(/\/hooks$/, "");
  return statsOf(join(folder, "HEAD")) !== undefined;
}
