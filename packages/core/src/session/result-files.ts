import path from "node:path";
import { makeScratchFolder, type ScratchFolder, writePrivateFile } from "@codex/private-files";

const FOLDER = "tool-results";

/** Saves tool results that are too long for the model, so that it can read the rest with commands. Disposing removes the files. */
export class ResultFiles implements AsyncDisposable {
  readonly #codexHome: string;
  #folder: Promise<ScratchFolder> | undefined;
  #count = 0;

  constructor(codexHome: string) {
    this.#codexHome = codexHome;
  }

  /** Returns the file's path; undefined if it could not be written, in which case only the rest of the text is lost. */
  async save(text: string): Promise<string | undefined> {
    try {
      this.#folder ??= makeScratchFolder(this.#codexHome, FOLDER);
      const file = path.join((await this.#folder).path, `${++this.#count}.txt`);
      await writePrivateFile(file, text);
      return file;
    } catch {
      this.#folder = undefined;
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const folder = await this.#folder?.catch(() => undefined);
    await folder?.[Symbol.asyncDispose]();
  }
}
