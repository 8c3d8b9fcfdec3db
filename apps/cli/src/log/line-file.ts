import { type FileHandle, rename, stat } from "node:fs/promises";
import { openPrivateAppend } from "@codex/private-files";

/** A larger file is renamed to FILE.1, replacing the previous one. */
const MAX_BYTES = 10 * 1024 * 1024;

/** A log file that only its owner can read. It is opened by its first line, and keeps lines in order. */
export class LineFile implements AsyncDisposable {
  readonly path: string;
  readonly #onFailure: (error: unknown) => void;
  #handle: Promise<FileHandle> | undefined;
  #last: Promise<void> = Promise.resolve();
  #failed = false;

  /** `onFailure` is called once; lines after a failure are lost. */
  constructor(path: string, onFailure: (error: unknown) => void) {
    this.path = path;
    this.#onFailure = onFailure;
  }

  write(line: string): void {
    this.#last = this.#last.then(async () => {
      if (this.#failed) return;
      try {
        this.#handle ??= openRotated(this.path);
        await (await this.#handle).appendFile(`${line}\n`);
      } catch (error) {
        this.#failed = true;
        this.#onFailure(error);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    await (await this.#handle?.catch(() => undefined))?.close();
  }
}

async function openRotated(file: string): Promise<FileHandle> {
  const size = await stat(file).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size > MAX_BYTES) await rename(file, `${file}.1`);
  return openPrivateAppend(file);
}
