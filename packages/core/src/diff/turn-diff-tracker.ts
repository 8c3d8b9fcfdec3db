import { lstat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { resolveTarget } from "@codex/apply-patch";
import type { FileChange } from "../items/call-items.js";
import { type FileDiffRequest, formatFileDiff } from "./format-file-diff.js";
import { type FileVersion, readFileVersion } from "./read-file-version.js";

/**
 * Remembers the state of patched files at the start of the turn, to report at any time what has changed in the turn, whoever
 * changed it later.
 */
export class TurnDiffTracker {
  /** By real path; undefined for a file that did not exist. */
  readonly #starts = new Map<string, FileVersion | undefined>();
  /** A file's path at the start of the turn, by its present path. */
  readonly #origins = new Map<string, string>();
  /** The latest diff of a file, by its present path: it is requested often and rarely changes. */
  readonly #latest = new Map<string, { readonly about: FileDiffRequest; readonly diff: string }>();
  readonly #repositoryRoots = new Map<string, string>();
  readonly #cwd: string;

  /** @param cwd The turn's directory, absolute: paths outside a repository are shown relative to it. */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** Must be called with the changes of a patch before they are made. */
  async onPatchBegin(changes: readonly FileChange[]): Promise<void> {
    for (const change of changes) {
      const source = await realPath(change.path, { followLast: change.type !== "delete" });
      if (source === undefined) continue;
      await this.#remember(source);
      const movePath = change.type === "update" ? change.movePath : undefined;
      const target = movePath === undefined ? undefined : await realPath(movePath, { followLast: true });
      if (target !== undefined) await this.#noteMove(source, target);
    }
  }

  /** One diff in Git's format, which `git apply` accepts; undefined if all files are unchanged. */
  async unifiedDiff(): Promise<string | undefined> {
    const diffs: { readonly path: string; readonly diff: string }[] = [];
    const current = new Map<string, FileVersion | undefined>();
    for (const path of this.#starts.keys()) current.set(path, await readFileVersion(path));
    const renames = this.#currentRenames(current);
    const renamedAway = new Set(renames.values());
    for (const [path, start] of this.#starts) {
      if (renamedAway.has(path)) continue;
      const origin = renames.get(path);
      const diff = await this.#diffOf(path, {
        oldPath: await this.#displayPath(origin ?? path),
        newPath: await this.#displayPath(path),
        before: origin === undefined ? start : this.#starts.get(origin),
        after: current.get(path),
      });
      diffs.push({ path: await this.#displayPath(path), diff });
    }
    diffs.sort((a, b) => (a.path < b.path ? -1 : 1));
    const all = diffs.map(({ diff }) => diff).join("");
    return all === "" ? undefined : all;
  }

  async #diffOf(path: string, about: FileDiffRequest): Promise<string> {
    const latest = this.#latest.get(path);
    if (latest !== undefined && isSame(latest.about, about)) return latest.diff;
    const diff = await formatFileDiff(about);
    this.#latest.set(path, { about, diff });
    return diff;
  }

  async #remember(path: string): Promise<void> {
    if (!this.#starts.has(path)) this.#starts.set(path, await readFileVersion(path));
  }

  async #noteMove(source: string, target: string): Promise<void> {
    await this.#remember(target);
    this.#origins.set(target, this.#origins.get(source) ?? source);
    this.#origins.delete(source);
  }

  /** Moves that are still plain renames: the old name is unused now, and the new one was unused before. */
  #currentRenames(current: ReadonlyMap<string, FileVersion | undefined>): ReadonlyMap<string, string> {
    const renames = [...this.#origins].filter(
      ([target, origin]) =>
        current.get(target) !== undefined &&
        this.#starts.get(target) === undefined &&
        this.#starts.get(origin) !== undefined &&
        current.get(origin) === undefined,
    );
    return new Map(renames);
  }

  /** Relative to the file's repository, or to the turn's directory even if it is outside that. */
  async #displayPath(path: string): Promise<string> {
    const root = (await this.#repositoryRoot(dirname(path))) ?? (await resolveTarget(this.#cwd, { followLast: true }));
    const relativePath = relative(root, path);
    return relativePath.replaceAll(sep, "/");
  }

  async #repositoryRoot(directory: string): Promise<string | undefined> {
    const known = this.#repositoryRoots.get(directory);
    if (known !== undefined) return known;
    const parent = dirname(directory);
    const hasRepository = await lstat(join(directory, ".git")).then(
      () => true,
      () => false,
    );
    if (!hasRepository && parent === directory) return undefined;
    const root = hasRepository ? directory : await this.#repositoryRoot(parent);
    if (root !== undefined) this.#repositoryRoots.set(directory, root);
    return root;
  }
}

/** Undefined for a path that cannot be resolved, such as one through a file: no patch can change it. */
const realPath = (path: string, options: { readonly followLast: boolean }): Promise<string | undefined> =>
  resolveTarget(resolve(path), options).catch(() => undefined);

function isSame(a: FileDiffRequest, b: FileDiffRequest): boolean {
  const isSameFile = a.oldPath === b.oldPath && a.newPath === b.newPath;
  return isSameFile && isSameVersion(a.before, b.before) && isSameVersion(a.after, b.after);
}

function isSameVersion(a: FileVersion | undefined, b: FileVersion | undefined): boolean {
  return a?.objectId === b?.objectId && a?.mode === b?.mode;
}
