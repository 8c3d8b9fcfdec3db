import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { entriesOf } from "../folder-entries.js";
import { CLOCK_LAG_MS, statsOf } from "./entry-state.js";

/** What is relevant in the folders of a project. */
export interface TreeFindings {
  /** Entries named `.git`. */
  readonly git: readonly string[];
  /** Folders that Git treats as bare repositories. */
  readonly bare: readonly string[];
  /** Entries named `.codex`. */
  readonly codex: readonly string[];
  /** Folders that may contain others whose names are not UTF-8. */
  readonly withUndecodable: readonly string[];
  /** False if there are more folders than the limit. */
  readonly isComplete: boolean;
}

interface KnownFolder {
  readonly ino: number;
  readonly changedAt: number;
  /** When it was read. A later change within the same tick of the file system's clock would not show. */
  readonly readAt: number;
  readonly folders: readonly string[];
  readonly git: readonly string[];
  readonly codex: readonly string[];
  readonly isBare: boolean;
  readonly hasUndecodable: boolean;
}

/** Folders near the top of the project come first, those in `node_modules` last. */
const MAX_FOLDERS = 20_000;
/** The longest time that a search blocks other work. */
const SLICE_MS = 8;

/** The folders of one project. Repeated searches are cheap: only changed folders are read again. */
export class FolderTree {
  readonly #root: string;
  readonly #maxFolders: number;
  #known = new Map<string, KnownFolder>();

  constructor(root: string, maxFolders = MAX_FOLDERS) {
    this.#root = root;
    this.#maxFolders = maxFolders;
  }

  look(): Promise<TreeFindings> {
    return this.#look(this.#maxFolders);
  }

  /** Without a limit on the number of folders. */
  lookEverywhere(): Promise<TreeFindings> {
    return this.#look(Number.POSITIVE_INFINITY);
  }

  async #look(maxFolders: number): Promise<TreeFindings> {
    const git: string[] = [];
    const bare: string[] = [];
    const codex: string[] = [];
    const withUndecodable: string[] = [];
    const seen = new Map<string, KnownFolder>();
    const near = [this.#root];
    const far: string[] = [];
    let sliceEnd = performance.now() + SLICE_MS;
    while (seen.size < maxFolders) {
      const path = near.shift() ?? far.shift();
      if (path === undefined) break;
      const folder = readFolder(path, this.#known.get(path));
      if (folder === undefined) continue;
      seen.set(path, folder);
      git.push(...folder.git);
      codex.push(...folder.codex);
      if (folder.isBare) bare.push(path);
      if (folder.hasUndecodable) withUndecodable.push(path);
      for (const name of folder.folders) (name === "node_modules" ? far : near).push(join(path, name));
      if (performance.now() > sliceEnd) {
        await nextTurn();
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    this.#known = seen;
    return { git, bare, codex, withUndecodable, isComplete: near.length + far.length === 0 };
  }
}

function readFolder(path: string, known: KnownFolder | undefined): KnownFolder | undefined {
  const stats = statsOf(path);
  if (stats === undefined || !stats.isDirectory()) return undefined;
  const { ino, ctimeMs: changedAt } = stats;
  const isSame = known?.ino === ino && known.changedAt === changedAt && changedAt < known.readAt - CLOCK_LAG_MS;
  if (isSame) return known;
  const readAt = Date.now();
  const entries = entriesOf(path);
  const names = new Set(entries.map(({ name }) => name));
  // In any capitalization: the file system decides which ones Git accepts.
  const named = (wanted: string) =>
    entries.filter(({ name }) => name.toLowerCase() === wanted).map(({ name }) => join(path, name));
  return {
    ...{ ino, changedAt, readAt, isBare: looksBare(names), git: named(".git"), codex: named(".codex") },
    hasUndecodable: entries.some((entry) => entry.isDirectory() && entry.name.includes(REPLACEMENT)),
    folders: entries
      .filter((entry) => entry.isDirectory() && !OWN.has(entry.name.toLowerCase()))
      .map(({ name }) => name),
  };
}

/** Stands in text for bytes that are none. */
const REPLACEMENT = "\uFFFD";

/** Searched separately. */
const OWN = new Set([".git", ".codex"]);

/** Git's own test: a `HEAD`, and `objects` and `refs`, here or in the folder that `commondir` names. */
export function looksBare(names: ReadonlySet<string>): boolean {
  return names.has("HEAD") && (names.has("commondir") || (names.has("objects") && names.has("refs")));
}
