import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ensurePrivateFolder, writePrivateFile } from "@codex/private-files";

const FOLDER = "tool-results";
/** What a killed process left behind is removed by a later one. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

/** Keeps what is too long for the model where it can look at the rest with its commands. Disposing removes the files. */
export class ResultFiles implements AsyncDisposable {
  readonly #root: string;
  #folder: Promise<string> | undefined;
  #count = 0;

  constructor(codexHome: string) {
    this.#root = path.join(codexHome, FOLDER);
  }

  /** Gives the file's path; `undefined` when it could not be written, which costs no more than the rest of the text. */
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
