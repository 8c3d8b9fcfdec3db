import { dirname, join } from "node:path";
import type { Environment } from "../../environment.js";
import { isBelow } from "../../files/is-within.js";
import { sparingFiles } from "../../files/spare-files.js";
import { applyVerdict, InspectionReport, type PutAside } from "./apply-verdict.js";
import { CommandSpans } from "./command-spans.js";
import { type EntryState, isSameState, stateOf, statsOf } from "./entry-state.js";
import { FolderTree, type TreeFindings } from "./folder-tree.js";
import { judgePoint, replacementOf, type Verdict } from "./judge-point.js";
import { LinkedRepositories } from "./linked-repositories.js";
import { fixedPoints, foldersBetween, isInScope, namedPoints, type ObeyedScope } from "./obeyed-scope.js";
import { pathsOfRepositories } from "./paths-of-repositories.js";
import { putBack } from "./put-aside.js";
import { isInUse } from "./repositories-in-use.js";
import type { ObeyedPoint } from "./repository-points.js";
import { nameUndecodableFolders } from "./undecodable-folders.js";

/** The watch over one confined command. */
export interface Watch {
  /** Files and folders in scope, besides the usual ones, that the sandbox should make read-only. */
  readonly protectedPaths: readonly string[];
  /**
   * Must be called once no process of the command is left. Puts aside what it wrote that other programs obey, and returns the
   * paths.
   * @param held Paths that the command cannot have changed: any change there is somebody else's.
   */
  end(held: ReadonlySet<string>): Promise<PutAside>;
}

export interface ObeyedLimits {
  /** The most folders to look at per project. Default: that of `FolderTree`. */
  readonly maxFolders?: number | undefined;
  /** How long Git may take to list an index's links. Default: that of `runGit`. */
  readonly gitMs?: number | undefined;
}

const NOTHING: PutAside = { paths: [], isFailure: false };

/** Findings after so many rounds are left alone. Each round can only remove what the previous one revealed. */
const MAX_ROUNDS = 5;

/**
 * Watches what confined commands write that the user's programs obey later: Git's settings, hooks and pointers, Codex's and shells'
 * own files. New repositories, renamed folders and copies count too, not just what existed at the command's start. Whatever the
 * user writes between commands, or where commands cannot write, stays.
 */
export class ObeyedFiles {
  readonly #known = new Map<string, EntryState>();
  /** Paths that were checked right before the commands that run now: for these, no clock is needed to tell what has changed. */
  readonly #watched = new Set<string>();
  readonly #trees = new Map<string, FolderTree>();
  readonly #findings = new Map<string, TreeFindings>();
  /** What was put aside, by its new path: a command may choose a name that looks like it. */
  readonly #aside = new Set<string>();
  /** By project: what Git obeys in repositories that existed before the first command. */
  readonly #firstRepositories = new Map<string, readonly string[]>();
  readonly #links: LinkedRepositories;
  readonly #limits: ObeyedLimits;
  readonly #spans = new CommandSpans();
  #last: Promise<unknown> = Promise.resolve();

  constructor(env: Environment, limits: ObeyedLimits = {}) {
    this.#links = new LinkedRepositories(env, limits.gitMs);
    this.#limits = limits;
  }

  /** Must be called before a command starts. */
  begin(scope: ObeyedScope): Promise<Watch> {
    return this.#oneAtATime(async () => {
      await this.#scanFirst(scope);
      // While other commands run, changes may be theirs.
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

  async #scanFirst(scope: ObeyedScope): Promise<void> {
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
    // Git looks into linked repositories even beyond the folders that we search.
    const linked = found.isComplete ? [] : await this.#links.of(workspace);
    if (linked === undefined) this.#findings.set(workspace, await tree.lookEverywhere());
    else this.#findings.set(workspace, { ...found, git: [...new Set([...found.git, ...linked])] });
  }

  #fixedPoints(scope: ObeyedScope): ObeyedPoint[] {
    const wanted = workspacesOf(scope);
    const findings = new Map([...this.#findings].filter(([workspace]) => wanted.has(workspace)));
    return fixedPoints(scope, findings, (path) => this.#aside.has(path));
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

  /** Takes the present state as the user's own, or as already reported to them. */
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
    const report = new InspectionReport();
    for (const workspace of workspacesOf(scope)) {
      await this.#look(workspace);
      if (await this.#nameFolders(workspace, report)) await this.#look(workspace);
    }
    const taken = this.#removedPoints(scope, held);
    await this.#restore(taken, report);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (!(await this.#inspectPoints(scope, held, report))) break;
    }
    // What was in the way has been put aside by now.
    await this.#restore(taken, report);
    for (const path of taken.keys()) report.gone.add(path);
    return report.result();
  }

  /** Gives folders that could not be looked into names that are text. Whether there were any. */
  async #nameFolders(workspace: string, report: InspectionReport): Promise<boolean> {
    const parents = this.#findings.get(workspace)?.withUndecodable ?? [];
    for (const parent of parents) {
      for (const { path, isAside } of await nameUndecodableFolders(parent, (time) => this.#spans.covers(time))) {
        (isAside ? report.aside : report.left).add(path);
        report.isFailure = true;
      }
    }
    return parents.length > 0;
  }

  /** What a command removed that belongs to the user: hooks and settings of a repository that still exists. */
  #removedPoints(scope: ObeyedScope, held: ReadonlySet<string>): Map<string, EntryState> {
    const taken = new Map<string, EntryState>();
    for (const [path, state] of this.#known) {
      if (!isInScope(scope, path) || isHeld(path, scope, held) || statsOf(path) !== undefined) continue;
      this.#known.delete(path);
      const isPart = /\/(hooks\/[^/]+|config|config\.worktree)$/.test(path) && isFolderOfRepository(path);
      if (isPart && state.type !== "folder") taken.set(path, state);
    }
    return taken;
  }

  /** Removes restored paths from the list. */
  async #restore(taken: Map<string, EntryState>, report: InspectionReport): Promise<void> {
    for (const [path, state] of taken) {
      const replacement = replacementOf(state);
      if (replacement === undefined || !(await putBack(path, replacement))) continue;
      taken.delete(path);
      this.#remember(path);
      report.aside.add(path);
      report.isFailure = true;
    }
  }

  /** Whether something was put aside: then there may be more. */
  async #inspectPoints(scope: ObeyedScope, held: ReadonlySet<string>, report: InspectionReport): Promise<boolean> {
    let isAnyAside = false;
    for (const point of this.#allPoints(scope)) {
      const before = this.#known.get(point.path);
      const now = stateOf(point.path, before);
      if (now === undefined || now === before) continue;
      const verdict = this.#judge(point, { now, before }, scope, held);
      if (verdict.type === "put-aside") {
        const aside = await applyVerdict(point.path, { verdict, before }, report);
        if (aside !== undefined) this.#aside.add(aside);
        isAnyAside ||= aside !== undefined;
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
      (before !== undefined && isSameState(before, now)) ||
      !(this.#wasWatched(point) || this.#mayBeNew(point.path, now, scope));
    if (isOurs) return { type: "keep" };
    const around = {
      isInScope: (path: string) => isInScope(scope, path),
      isInUse: (repository: string) => isInUse(repository, this.#known),
    };
    return judgePoint(point, { now, before }, around);
  }

  /**
   * Whether its state before the commands is known, even if it did not exist. For a repository, everything that Git obeys is
   * watched.
   */
  #wasWatched({ path, repository }: ObeyedPoint): boolean {
    return this.#watched.has(path) || (repository !== undefined && this.#watched.has(join(repository, "config")));
  }

  /** Whether a command may have written a previously unchecked path, or moved it there with a folder around it. */
  #mayBeNew(path: string, { changedAt }: EntryState, scope: ObeyedScope): boolean {
    if (this.#spans.covers(changedAt)) return true;
    const workspace = [...workspacesOf(scope)].find((folder) => isBelow(folder, path));
    // If not all folders could be searched before, most unknown files already existed.
    if (workspace !== undefined && this.#findings.get(workspace)?.isComplete === false) return false;
    const root = scope.roots.find((candidate) => isBelow(candidate.root, path))?.root ?? dirname(path);
    return foldersBetween(root, dirname(path)).some((folder) => this.#spans.covers(statsOf(folder)?.ctimeMs ?? 0));
  }
}

const workspacesOf = ({ roots }: ObeyedScope): Set<string> => new Set(roots.flatMap(({ workspaces }) => workspaces));

/** If a folder is held, so is everything in it. */
function isHeld(path: string, { roots }: ObeyedScope, held: ReadonlySet<string>): boolean {
  const root = roots.find((candidate) => isBelow(candidate.root, path))?.root ?? path;
  return held.has(path) || foldersBetween(root, dirname(path)).some((folder) => held.has(folder));
}

/** A whole repository may have been deleted on purpose. */
function isFolderOfRepository(path: string): boolean {
  const folder = dirname(path).replace(/\/hooks$/, "");
  return statsOf(join(folder, "HEAD")) !== undefined;
}
