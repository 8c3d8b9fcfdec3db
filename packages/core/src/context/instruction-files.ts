import { statSync } from "node:fs";
import path from "node:path";
import { projectDocFiles } from "./project-docs.js";

/**
 * The `AGENTS.md` files of a project during a session. What the session was told is what they said when it began; whatever a
 * command, a dependency or the model itself writes into them counts for later sessions only, and the user hears of it first.
 */
export class InstructionFiles {
  readonly #names: readonly string[];
  readonly #known = new Map<string, string>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** The files that sessions of a project with these folders follow, as they are now, also those that are not there. */
  static of(folders: readonly string[], names: readonly string[]): InstructionFiles {
    const files = new InstructionFiles(names);
    files.watch(projectDocFiles(folders, names));
    return files;
  }

  /** Adds those of `paths` that some session could follow. */
  watch(paths: readonly string[]): void {
    const added = paths.filter((file) => this.#names.includes(path.basename(file)) && !this.#known.has(file));
    for (const file of added) this.#known.set(file, versionOf(file));
  }

  /** The files that have changed since they were last asked about. */
  takeChanged(): string[] {
    const now = [...this.#known.keys()].map((file) => [file, versionOf(file)] as const);
    const changed = now.filter(([file, version]) => this.#known.get(file) !== version);
    for (const [file, version] of changed) this.#known.set(file, version);
    return changed.map(([file]) => file);
  }
}

/** At once, for the few files that there are: each turn asks, and to wait for another thread takes longer. */
function versionOf(file: string): string {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? "none" : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
  } catch {
    return "none";
  }
}
