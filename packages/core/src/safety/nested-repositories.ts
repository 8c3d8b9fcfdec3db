import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { protectedPathsOfGit } from "./protected-paths.js";

/** Folders that are looked into, the outermost first; a bigger workspace is searched so far. */
const MAX_FOLDERS = 5_000;
/** What a command waits for the first search at most. */
const PATIENCE_MS = 250;
/** A finished search serves so long. */
const FRESH_MS = 5_000;

/** Up to so many repositories inside take commits. */
const MAX_WRITABLE = 16;
const MAX_PROTECTED = 200;

interface Search {
  readonly startedAt: number;
  /** Each repository's `.git` or submodule folder. Grows while the search runs. */
  readonly found: string[];
  readonly done: Promise<void>;
}

/**
 * Protected paths of the repositories inside a workspace: vendored ones and submodules. Searching takes time, so results are kept
 * and renewed beside the commands, which alone can make more of them.
 */
export class NestedRepositories {
  readonly #latest = new Map<string, Search>();
  readonly #renewing = new Set<string>();

  /** Protected paths of the repositories below `root`, as far as they are known. */
  async protectedPaths(root: string): Promise<readonly string[]> {
    let search = this.#latest.get(root);
    if (search === undefined) {
      search = startSearch(root);
      this.#latest.set(root, search);
    } else if (performance.now() - search.startedAt > FRESH_MS) this.#renew(root);
    await doneOrLate(search);
    return protectedPathsOf(search.found);
  }

  /** The old result serves until the new one is complete. */
  #renew(root: string): void {
    if (this.#renewing.has(root)) return;
    this.#renewing.add(root);
    const search = startSearch(root);
    void search.done.then(() => {
      this.#latest.set(root, search);
      this.#renewing.delete(root);
    });
  }
}

function startSearch(root: string): Search {
  const found: string[] = [];
  return { startedAt: performance.now(), found, done: findRepositories(root, found) };
}

async function doneOrLate({ done }: Search): Promise<void> {
  const settled = new AbortController();
  const late = sleep(PATIENCE_MS, undefined, { signal: settled.signal, ref: false });
  await Promise.race([done, late]).finally(() => settled.abort());
}

async function findRepositories(root: string, found: string[]): Promise<void> {
  const near = [root];
  const far: string[] = [];
  for (let count = 0; count < MAX_FOLDERS; count++) {
    const folder = near.shift() ?? far.shift();
    if (folder === undefined) return;
    for (const entry of await entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.name === ".git") found.push(...(folder === root ? [] : [path]), ...(await submodulesOf(path)));
      else if (entry.isDirectory()) (entry.name === "node_modules" ? far : near).push(path);
    }
  }
}

/** Every mount makes the start of a command slower, so of many repositories each is protected as a whole, by one. */
function protectedPathsOf(repositories: readonly string[]): string[] {
  if (repositories.length <= MAX_WRITABLE) return repositories.flatMap(protectedPathsOfGit);
  return repositories.slice(0, MAX_PROTECTED);
}

/** Repositories of submodules; their names may have slashes, so they may lie deeper. */
async function submodulesOf(repository: string): Promise<string[]> {
  return repositoriesIn(join(repository, "modules"), 0);
}

async function repositoriesIn(folder: string, depth: number): Promise<string[]> {
  if (depth > 4) return [];
  const entries = await entriesOf(folder);
  if (entries.some(({ name }) => name === "HEAD")) return [folder, ...(await submodulesOf(folder))];
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  return (await Promise.all(folders.map((path) => repositoriesIn(path, depth + 1)))).flat();
}

const entriesOf = (folder: string): Promise<Dirent[]> => readdir(folder, { withFileTypes: true }).catch(() => []);
