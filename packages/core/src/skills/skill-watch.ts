import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { skillFolders } from "./find-skill-files.js";

/** Changes within this many milliseconds share one notification; it is also the minimum time between two of them. */
const DELAY_MS = 100;
const INTERVAL_MS = 1000;
/** The maximum number of watched folders; those nearest to the roots are watched first. */
const MAX_FOLDERS = 256;
/** How far above a missing root folders are watched for its creation. */
const MAX_ABOVE = 2;

interface Watched {
  /** The only relevant name in the folder; undefined: all are. */
  readonly only: string | undefined;
}

/** Notifies of changes in skill roots, including roots that do not exist yet. It does not say what changed. */
export class SkillWatch implements Disposable {
  readonly #onChange: () => void;
  readonly #intervalMs: number;
  readonly #watchers = new Map<string, { readonly watcher: FSWatcher; readonly only: string | undefined }>();
  #roots: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  #isDisposed = false;

  constructor(onChange: () => void, { intervalMs = INTERVAL_MS }: { readonly intervalMs?: number } = {}) {
    this.#onChange = onChange;
    this.#intervalMs = intervalMs;
  }

  /** Watches these roots instead of the earlier ones. */
  async follow(roots: readonly string[]): Promise<void> {
    this.#roots = [...new Set(roots)];
    await this.#look();
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#keepOnly(new Map());
  }

  async #look(): Promise<void> {
    const roots = this.#roots;
    const wanted = await foldersOf(roots);
    if (this.#isDisposed || roots !== this.#roots) return;
    this.#keepOnly(wanted);
    for (const [folder, { only }] of wanted) if (!this.#watchers.has(folder)) this.#watch(folder, only);
  }

  #keepOnly(wanted: ReadonlyMap<string, Watched>): void {
    for (const [folder, { watcher, only }] of this.#watchers) {
      const still = wanted.get(folder);
      if (still !== undefined && still.only === only) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
  }

  #watch(folder: string, only: string | undefined): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (only === undefined || name === null || name === only) this.#changed();
      });
      watcher.on("error", () => this.#forget(folder, watcher));
      this.#watchers.set(folder, { watcher, only });
    } catch {
      // It is gone, or the system has no watches left: `skills/list` still reads the current state.
    }
  }

  #forget(folder: string, watcher: FSWatcher): void {
    watcher.close();
    if (this.#watchers.get(folder)?.watcher === watcher) this.#watchers.delete(folder);
    this.#changed();
  }

  #changed(): void {
    if (this.#isDisposed) return;
    const wait = Math.max(DELAY_MS, this.#notifiedAt + this.#intervalMs - performance.now());
    this.#timer ??= setTimeout(() => void this.#notify(), wait).unref();
  }

  /** New folders are watched before the notification, so that later changes in them cause another one. */
  async #notify(): Promise<void> {
    await this.#look();
    if (this.#isDisposed) return;
    this.#timer = undefined;
    this.#notifiedAt = performance.now();
    this.#onChange();
  }
}

async function foldersOf(roots: readonly string[]): Promise<Map<string, Watched>> {
  const found = new Map<string, Watched>();
  for (const root of roots) {
    const folders = await skillFolders(root, MAX_FOLDERS - found.size);
    for (const folder of folders) found.set(folder, { only: undefined });
    const above = folders.length > 0 ? undefined : await folderAbove(root);
    if (above !== undefined && found.size < MAX_FOLDERS && !found.has(above.folder))
      found.set(above.folder, { only: above.name });
  }
  return found;
}

/** The nearest existing folder above a missing one, and the name that has to appear in it. */
async function folderAbove(missing: string): Promise<{ readonly folder: string; readonly name: string } | undefined> {
  let name = path.basename(missing);
  let folder = path.dirname(missing);
  for (let step = 0; step < MAX_ABOVE; step++) {
    const isThere = await stat(folder).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (isThere) return { folder, name };
    [name, folder] = [path.basename(folder), path.dirname(folder)];
  }
  return undefined;
}
