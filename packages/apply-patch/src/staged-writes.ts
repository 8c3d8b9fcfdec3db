import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { access, constants, link, lstat, open, rename, rmdir, unlink } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { ApplyPatchError } from "./error.js";
import { errorCode } from "./error-code.js";
import type { Fence } from "./fence.js";
import { type OpenedDirectory, openDirectory } from "./opened-directory.js";
import type { FileWrite } from "./patch-file-system.js";
import { resolveTarget } from "./resolve-target.js";

interface StagedFile {
  readonly directory: OpenedDirectory;
  readonly name: string;
  /** The new content under another name in the same directory; undefined for a removal. */
  readonly temporary: string | undefined;
  /** Undefined when no file was there. */
  readonly before: Stats | undefined;
}

/**
 * Changes prepared beside the files they are for. Disposing takes back everything unless `keep` was called, and
 * removes whatever was left over.
 */
export class StagedWrites implements AsyncDisposable {
  readonly #fence: Fence;
  readonly #directories = new Map<string, OpenedDirectory>();
  readonly #createdDirectories: string[] = [];
  readonly #files = new Map<FileWrite, StagedFile>();
  /** Run in reverse order to take back what was done. */
  readonly #undo: (() => Promise<void>)[] = [];
  readonly #leftovers: (() => Promise<void>)[] = [];
  #kept = false;

  constructor(fence: Fence) {
    this.#fence = fence;
  }

  /** Checks the target and writes the new content beside it. */
  async stage(change: FileWrite): Promise<void> {
    const target = await resolveTarget(change.path, { followLast: change.type === "write" });
    if (!this.#fence(target)) throw new ApplyPatchError("outside-fence", `${target} may not be written`);
    const directory = await this.#open(dirname(target));
    const name = basename(target);
    const before = await statEntry(await directory.entry(name));
    const temporary = change.type === "write" ? `.${randomUUID()}.tmp` : undefined;
    if (change.type === "remove" && before === undefined) throw new ApplyPatchError("file-system", "no such file");
    if (change.type === "remove" && before?.isDirectory())
      throw new ApplyPatchError("file-system", "it is a directory");
    if (change.type === "write" && temporary !== undefined) {
      if (before !== undefined) await requireWritableFile(await directory.entry(name), before);
      this.#leftovers.push(async () => removeIfThere(await directory.entry(temporary)));
      await writeNewFile(await directory.entry(temporary), change, before);
    }
    this.#files.set(change, { directory, name, temporary, before });
  }

  /** Puts a staged change in its place. */
  async swapIn(change: FileWrite): Promise<void> {
    const staged = this.#files.get(change);
    if (staged === undefined) return;
    const { directory, name, temporary, before } = staged;
    const entry = await directory.entry(name);
    if (before !== undefined) await this.#saveOriginal(staged);
    if (temporary !== undefined) {
      await rename(await directory.entry(temporary), entry);
      if (before === undefined) this.#undo.push(async () => unlink(await directory.entry(name)));
    }
  }

  /** The changes stay. */
  keep(): void {
    this.#kept = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (!this.#kept) for (const undo of this.#undo.toReversed()) await undo();
      for (const remove of this.#leftovers) await remove();
      if (!this.#kept) for (const path of this.#createdDirectories.toReversed()) await this.#removeDirectory(path);
    } finally {
      for (const directory of this.#directories.values()) await directory[Symbol.asyncDispose]();
    }
  }

  async #open(realPath: string): Promise<OpenedDirectory> {
    const known = this.#directories.get(realPath);
    if (known !== undefined) return known;
    const opened = await openDirectory(realPath, { onCreate: (path) => this.#createdDirectories.push(path) });
    this.#directories.set(realPath, opened);
    return opened;
  }

  async #saveOriginal({ directory, name, temporary }: StagedFile): Promise<void> {
    const saved = `.${randomUUID()}.orig`;
    const entry = await directory.entry(name);
    const savedEntry = await directory.entry(saved);
    // A second name keeps the file in sight all the time; where links are not to be had, it is gone for a moment.
    const linked =
      temporary !== undefined &&
      (await link(entry, savedEntry).then(
        () => true,
        () => false,
      ));
    if (!linked) await rename(entry, savedEntry);
    this.#undo.push(async () => rename(await directory.entry(saved), await directory.entry(name)));
    this.#leftovers.push(async () => removeIfThere(await directory.entry(saved)));
  }

  async #removeDirectory(path: string): Promise<void> {
    await using parent = await openDirectory(dirname(path), { onCreate: () => {} });
    await rmdir(await parent.entry(basename(path)));
  }
}

async function statEntry(entry: string): Promise<Stats | undefined> {
  try {
    return await lstat(entry);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function requireWritableFile(entry: string, before: Stats): Promise<void> {
  if (before.isSymbolicLink()) throw new ApplyPatchError("outside-fence", "it was swapped for a link meanwhile");
  if (!before.isFile()) throw new ApplyPatchError("not-a-text-file", "it is not a regular file");
  // Replacing a file needs no right to write it; a file that was made read-only is meant to stay.
  await access(entry, constants.W_OK);
}

async function writeNewFile(
  entry: string,
  change: FileWrite & { type: "write" },
  before: Stats | undefined,
): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const mode = change.mode ?? (before === undefined ? undefined : before.mode & 0o777);
  // A private file's new content is at no time readable by others.
  await using file = await open(entry, flags, mode === undefined ? 0o666 : 0o600);
  await file.writeFile(change.bytes);
  if (mode !== undefined) await file.chmod(mode);
}

async function removeIfThere(entry: string): Promise<void> {
  await unlink(entry).catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
}
