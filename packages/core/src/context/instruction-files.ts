import { stat } from "node:fs/promises";
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

  /** The files that sessions in `cwd` follow, as they are now, also those that are not there. */
  static async of(cwd: string, names: readonly string[]): Promise<InstructionFiles> {
    const files = new InstructionFiles(names);
    await files.watch(await projectDocFiles(cwd, names));
    return files;
  }

  /** Adds those of `paths` that some session could follow. */
  async watch(paths: readonly string[]): Promise<void> {
    const added = paths.filter((file) => this.#names.includes(path.basename(file)) && !this.#known.has(file));
    await Promise.all(added.map(async (file) => this.#known.set(file, await versionOf(file))));
  }

  /** The files that have changed since they were last asked about. */
  async takeChanged(): Promise<string[]> {
    const now = await Promise.all([...this.#known.keys()].map(async (file) => [file, await versionOf(file)] as const));
    const changed = now.filter(([file, version]) => this.#known.get(file) !== version);
    for (const [file, version] of changed) this.#known.set(file, version);
    return changed.map(([file]) => file);
  }
}

async function versionOf(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  return stats === undefined ? "none" : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}
