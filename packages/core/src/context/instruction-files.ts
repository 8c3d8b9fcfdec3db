import { lstatSync, statSync } from "node:fs";
import path from "node:path";
import { projectDocFiles } from "./project-docs.js";

/**
 * The `AGENTS.md` files of a project during a session. A session keeps the content that they had when it started: what a command, a
 * dependency or the model itself writes into them only applies to later sessions, and the user is warned first.
 */
export class InstructionFiles {
  readonly #names: readonly string[];
  readonly #known = new Map<string, string>();
  readonly #startedAt = Date.now();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** The files that sessions of a project with these folders follow, in their current state; includes files that do not exist yet. */
  static of(folders: readonly string[], names: readonly string[]): InstructionFiles {
    const files = new InstructionFiles(names);
    files.watch(projectDocFiles(folders, names));
    return files;
  }

  /** Adds those of `paths` that a session could follow. */
  watch(paths: readonly string[]): void {
    const added = paths.filter((file) => this.#names.includes(path.basename(file)) && !this.#known.has(file));
    for (const file of added) this.#known.set(file, versionOf(file));
  }

  /** Whether a file, or a link to it, has not changed since the session started. Commands cannot set these times. */
  isAsAtStart(file: string): boolean {
    try {
      return [lstatSync(file), statSync(file)].every(({ ctimeMs }) => ctimeMs < this.#startedAt);
    } catch {
      return false;
    }
  }

  /** The files that have changed since the last call. */
  takeChanged(): string[] {
    const now = [...this.#known.keys()].map((file) => [file, versionOf(file)] as const);
    const changed = now.filter(([file, version]) => this.#known.get(file) !== version);
    for (const [file, version] of changed) this.#known.set(file, version);
    return changed.map(([file]) => file);
  }
}

/** Synchronous, since there are only a few files: every turn checks them, and waiting for another thread takes longer. */
function versionOf(file: string): string {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? "none" : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
  } catch {
    return "none";
  }
}
