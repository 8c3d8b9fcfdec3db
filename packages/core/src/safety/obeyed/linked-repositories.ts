import { join } from "node:path";
import type { Environment } from "../../environment.js";
import { findRepository } from "../../git/repository.js";
import { runGit } from "../../git/run-git.js";
import { statsOf } from "./entry-state.js";

interface KnownIndex {
  readonly signature: string;
  /** Folders of the repositories that its index links to. */
  readonly links: readonly string[];
}

/** Beyond this number, links are not followed. */
const MAX_REPOSITORIES = 1000;
const GITLINK = "160000 ";

/**
 * Repositories that another one's index links to, as submodules are. `git status` looks into each of them and so obeys it, however
 * deep in a big project it is.
 */
export class LinkedRepositories {
  readonly #env: Environment;
  readonly #timeoutMs: number | undefined;
  readonly #known = new Map<string, KnownIndex>();

  constructor(env: Environment, timeoutMs?: number) {
    this.#env = env;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Their `.git` entries, including those of repositories that these link to in turn. Undefined if unknown, because Git fails,
   * takes too long or there are too many: then any repository may be linked.
   */
  async of(project: string): Promise<string[] | undefined> {
    const found = new Set<string>();
    const waiting = [project];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const links = await this.#linksOf(next);
      if (links === undefined) return undefined;
      for (const folder of links) {
        if (found.has(folder)) continue;
        if (found.size >= MAX_REPOSITORIES) return undefined;
        found.add(folder);
        waiting.push(folder);
      }
    }
    return [...found].map((folder) => join(folder, ".git"));
  }

  async #linksOf(workTree: string): Promise<readonly string[] | undefined> {
    const repository = await findRepository(workTree);
    if (repository?.workTree !== workTree) return [];
    const index = statsOf(join(repository.gitDir, "index"));
    if (index === undefined) return [];
    const signature = [index.dev, index.ino, index.size, index.mtimeMs, index.ctimeMs].join();
    const known = this.#known.get(workTree);
    if (known?.signature === signature) return known.links;
    const call = { cwd: workTree, env: this.#env, signal: new AbortController().signal, timeoutMs: this.#timeoutMs };
    const listing = await runGit(["ls-files", "--stage", "-z"], call);
    // Names that are not UTF-8 lead nowhere here.
    const links = (listing?.includes("\uFFFD") === true ? undefined : listing)
      ?.split("\0")
      .filter((entry) => entry.startsWith(GITLINK))
      .map((entry) => join(workTree, entry.slice(entry.indexOf("\t") + 1)));
    if (links !== undefined) this.#known.set(workTree, { signature, links });
    return links;
  }
}
