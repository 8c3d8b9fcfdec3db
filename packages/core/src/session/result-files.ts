import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ensurePrivateFolder, writePrivateFile } from "@codex/private-files";

const FOLDER = "tool-results";
/** Files left behind by a killed process are removed after this time. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

/** Saves tool results that are too long for the model, so that it can read the rest with commands. Disposing removes the files. */
export class ResultFiles implements AsyncDisposable {
  readonly #root: string;
  #folder: Promise<string> | undefined;
  #count = 0;

  constructor(codexHome: string) {
    this.#root = path.join(codexHome, FOLDER);
  }

  /** Returns the file's path; undefined if it could not be written, in which case only the rest of the text is lost. */
  async save(text: string): Promise<string | undefined> {
    try {
      this.#folder ??= this.#makeFolder();
      const file = path.join(await this.#folder, `${++this.#count}.txt`);
      await writePrivateFile(file, text);
      return file;
    } catch {
      this.#folder = undefined;
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const folder = await this.#folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }

  async #makeFolder(): Promise<string> {
    await ensurePrivateFolder(this.#root);
    await this.#removeOld();
    return mkdtemp(`${this.#root}${path.sep}`);
  }

  async #removeOld(): Promise<void> {
    for (const name of await readdir(this.#root)) {
      const folder = path.join(this.#root, name);
      const { mtimeMs } = await stat(folder);
      if (Date.now() - mtimeMs > MAX_AGE_MS) await rm(folder, { recursive: true, force: true });
    }
  }
}
