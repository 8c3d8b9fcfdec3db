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

type WriteFile = Extract<FileWrite, { type: "write" }>;

interface EntryName {
  readonly directory: OpenedDirectory;
  readonly name: string;
}

interface Target extends EntryName {
  /** Undefined when no file was there. */
  readonly before: Stats | undefined;
}

interface StagedFile extends Target {
  /** The new content under another name in the same directory; undefined for a removal. */
  readonly temporary: string | undefined;
}

/**
 * Changes prepared beside the files they are for. `stage` all, then `swapIn` all, then `finish`, or `rollBack` when
 * anything failed. Disposing removes what was prepared and not used.
 */
export class StagedWrites implements AsyncDisposable {
  readonly #fence: Fence;
  readonly #directories = new Map<string, OpenedDirectory>();
  readonly #createdDirectories: string[] = [];
  readonly #files = new Map<FileWrite, StagedFile>();
  /** What takes back the changes made so far, in their order. */
  readonly #undo: { readonly path: string; readonly run: () => Promise<void> }[] = [];
  readonly #temporaries: EntryName[] = [];
  readonly #savedOriginals: EntryName[] = [];

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
    const staged = { directory, name, before };
    switch (change.type) {
      case "write":
        this.#files.set(change, { ...staged, temporary: await this.#writeBeside(staged, change) });
        return;
      case "remove":
        if (before === undefined && !change.mayBeMissing) throw new ApplyPatchError("file-system", "no such file");
        if (before?.isDirectory()) throw new ApplyPatchError("file-system", "it is a directory");
        this.#files.set(change, { ...staged, temporary: undefined });
        return;
      default:
        change satisfies never;
    }
  }

  /** Puts a staged change in its place. */
  async swapIn(change: FileWrite): Promise<void> {
    const staged = this.#files.get(change);
    if (staged === undefined) return;
    const { directory, name, temporary, before } = staged;
    if (before !== undefined) await this.#saveOriginal(change.path, staged);
    if (temporary === undefined) return;
    await rename(await directory.entry(temporary), await directory.entry(name));
    if (before === undefined) {
      this.#undo.push({ path: change.path, run: async () => unlink(await directory.entry(name)) });
    }
  }

  /** The changes stay. */
  async finish(): Promise<void> {
    for (const { directory, name } of this.#savedOriginals) await removeEntry(directory, name);
  }

  /**
   * Every file as it was.
   *
   * @throws ApplyPatchError naming the files that could not be restored; their old content then stays beside them.
   */
  async rollBack(): Promise<void> {
    const lost: string[] = [];
    for (const { path, run } of this.#undo.toReversed()) await run().catch(() => lost.push(path));
    await this.#removeTemporaries();
    for (const path of this.#createdDirectories.toReversed()) await removeDirectory(path);
    if (lost.length > 0) throw new ApplyPatchError("file-system", `Could not restore ${lost.join(", ")}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#removeTemporaries();
    for (const directory of this.#directories.values()) await directory[Symbol.asyncDispose]();
  }

  async #open(realPath: string): Promise<OpenedDirectory> {
    const known = this.#directories.get(realPath);
    if (known !== undefined) return known;
    const opened = await openDirectory(realPath, { onCreate: (path) => this.#createdDirectories.push(path) });
    this.#directories.set(realPath, opened);
    return opened;
  }

  /** Gives the name of the file with the new content. */
  async #writeBeside({ directory, name, before }: Target, change: WriteFile): Promise<string> {
    if (before !== undefined) await requireWritableFile(await directory.entry(name), before);
    const temporary = `.${randomUUID()}.tmp`;
    this.#temporaries.push({ directory, name: temporary });
    await writeNewFile(await directory.entry(temporary), change, before);
    return temporary;
  }

  async #saveOriginal(path: string, { directory, name, temporary }: StagedFile): Promise<void> {
    const saved = `.${randomUUID()}.orig`;
    const entry = await directory.entry(name);
    const savedEntry = await directory.entry(saved);
    // A second name keeps the file in sight all the time; where links are not to be had, it is gone for a moment.
    const linked = temporary !== undefined && (await succeeds(link(entry, savedEntry)));
    if (!linked) await rename(entry, savedEntry);
    this.#savedOriginals.push({ directory, name: saved });
    this.#undo.push({ path, run: async () => rename(await directory.entry(saved), await directory.entry(name)) });
  }

  async #removeTemporaries(): Promise<void> {
    for (const { directory, name } of this.#temporaries.splice(0)) await removeEntry(directory, name);
  }
}

async function succeeds(action: Promise<void>): Promise<boolean> {
  return action.then(
    () => true,
    () => false,
  );
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

async function writeNewFile(entry: string, change: WriteFile, before: Stats | undefined): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const mode = change.mode ?? (before === undefined ? undefined : before.mode & 0o777);
  // A private file's new content is at no time readable by others.
  await using file = await open(entry, flags, mode === undefined ? 0o666 : 0o600);
  await file.writeFile(change.bytes);
  if (mode !== undefined) await file.chmod(mode);
}

/** Cleaning up must not hide what went wrong before; at worst a file with an odd name is left. */
async function removeEntry(directory: OpenedDirectory, name: string): Promise<void> {
  await succeeds(directory.entry(name).then(unlink));
}

async function removeDirectory(path: string): Promise<void> {
  try {
    await using parent = await openDirectory(dirname(path), { onCreate: () => {} });
    await rmdir(await parent.entry(basename(path)));
  } catch {
    // Somebody put something into it meanwhile, or took it away.
  }
}
