import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import {
  type Entry,
  linkEntry,
  overwriteFile,
  removeDirectory,
  removeEntry,
  renameEntry,
  requireWritableFile,
  statEntry,
  writeNewFile,
} from "./entry-operations.js";
import { ApplyPatchError } from "./error.js";
import { errorCode } from "./error-code.js";
import type { Fence } from "./fence.js";
import { type OpenedDirectory, openDirectory } from "./opened-directory.js";
import type { FileWrite } from "./patch-file-system.js";
import { resolveTarget } from "./resolve-target.js";

interface StagedChange extends Entry {
  readonly path: string;
  /** Undefined if the file did not exist. */
  readonly before: Stats | undefined;
  /**
   * The new content under another name in the same directory; undefined for a removal, and if the file must be written in place.
   */
  readonly temporary: Entry | undefined;
}

/** No file can be created next to the target, or not with its owner. */
const ONLY_IN_PLACE: ReadonlySet<string | undefined> = new Set(["EACCES", "EPERM", "EROFS"]);

/**
 * Changes prepared next to their target files. `stage` all, then `swapIn` all, then `finish`, or `rollBack` on a failure. Disposing
 * removes unused preparations.
 */
export class StagedWrites implements AsyncDisposable {
  readonly #fence: Fence;
  readonly #directories = new Map<string, OpenedDirectory>();
  readonly #createdDirectories: string[] = [];
  readonly #changes = new Map<FileWrite, StagedChange>();
  /** Real paths. */
  readonly #targets = new Set<string>();
  /** Undoes the changes made so far, in their order. */
  readonly #undo: { readonly path: string; readonly run: () => Promise<void> }[] = [];
  readonly #temporaries: Entry[] = [];
  readonly #savedOriginals: Entry[] = [];

  constructor(fence: Fence) {
    this.#fence = fence;
  }

  /** Checks the target and writes the new content next to it. */
  async stage(change: FileWrite): Promise<void> {
    const target = await resolveTarget(change.path, { followLast: change.type === "write" });
    if (!this.#fence(target)) throw new ApplyPatchError("outside-fence", `${target} may not be written`);
    if (this.#targets.has(target)) throw new ApplyPatchError("file-system", "the patch names it twice, once by a link");
    this.#targets.add(target);
    // Before its folder is opened, which would create it.
    if (change.type === "remove" && !change.mayBeMissing) await requireThere(target);
    const entry = { directory: await this.#open(dirname(target)), name: basename(target) };
    const before = await statEntry(entry);
    const temporary = await this.#prepare(change, entry, before);
    this.#changes.set(change, { ...entry, path: change.path, before, temporary });
  }

  /** Moves a staged change into place. */
  async swapIn(change: FileWrite): Promise<void> {
    const staged = this.#changes.get(change);
    if (staged === undefined) throw new TypeError("the change was not staged");
    if (staged.before === undefined || change.type === "remove") return this.#swapIn(staged);
    if (staged.temporary === undefined) return this.#overwrite(staged, change.bytes);
    try {
      await this.#swapIn(staged);
    } catch (error) {
      // A mounted file, as in containers, cannot be replaced.
      if (errorCode(error) !== "EBUSY") throw error;
      await this.#overwrite(staged, change.bytes);
    }
  }

  /** Makes the changes permanent. */
  async finish(): Promise<void> {
    await removeEach(this.#savedOriginals.splice(0));
  }

  /**
   * Restores every file.
   *
   * @throws ApplyPatchError naming the files that could not be restored; their old content is left next to them.
   */
  async rollBack(): Promise<void> {
    const lost: string[] = [];
    for (const { path, run } of this.#undo.toReversed()) await run().catch(() => lost.push(path));
    await removeEach(this.#temporaries.splice(0));
    // Directories that are no longer empty stay.
    for (const path of this.#createdDirectories.toReversed()) await removeDirectory(path).catch(() => {});
    if (lost.length > 0) throw new ApplyPatchError("file-system", `Could not restore ${lost.join(", ")}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeEach(this.#temporaries.splice(0));
    for (const directory of this.#directories.values()) await directory[Symbol.asyncDispose]();
  }

  async #open(realPath: string): Promise<OpenedDirectory> {
    const known = this.#directories.get(realPath);
    if (known !== undefined) return known;
    const opened = await openDirectory(realPath, { onCreate: (path) => this.#createdDirectories.push(path) });
    this.#directories.set(realPath, opened);
    return opened;
  }

  async #prepare(change: FileWrite, entry: Entry, before: Stats | undefined): Promise<Entry | undefined> {
    if (change.type === "remove") {
      if (before === undefined && !change.mayBeMissing) throw new ApplyPatchError("file-system", "no such file");
      if (before?.isDirectory()) throw new ApplyPatchError("file-system", "it is a directory");
      return undefined;
    }
    const temporary = { directory: entry.directory, name: `.${randomUUID()}.tmp` };
    this.#temporaries.push(temporary);
    if (before === undefined) {
      await writeNewFile(temporary, change.bytes, { mode: change.mode, owner: undefined });
      return temporary;
    }
    await requireWritableFile(entry, before);
    try {
      await writeNewFile(temporary, change.bytes, { mode: change.mode ?? before.mode & 0o777, owner: before });
      return temporary;
    } catch (error) {
      if (!ONLY_IN_PLACE.has(errorCode(error))) throw error;
      return undefined;
    }
  }

  async #overwrite({ path, ...entry }: StagedChange, bytes: Uint8Array): Promise<void> {
    const before = await overwriteFile(entry, bytes);
    this.#undo.push({ path, run: async () => void (await overwriteFile(entry, before)) });
  }

  async #swapIn(staged: StagedChange): Promise<void> {
    // A single change is one atomic system call.
    if (this.#changes.size === 1) await swapIn(staged);
    else await this.#swapInUndoably(staged);
  }

  async #swapInUndoably(change: StagedChange): Promise<void> {
    const { path, before, temporary } = change;
    if (before !== undefined) await this.#setAside(change, before);
    if (temporary === undefined) return;
    await swapIn(change);
    if (before === undefined) this.#undo.push({ path, run: () => removeEntry(change) });
  }

  async #setAside({ path, temporary, ...entry }: StagedChange, before: Stats): Promise<void> {
    const original = { directory: entry.directory, name: `.${randomUUID()}.orig` };
    // A hard link keeps the file visible all the time; without one, it is missing for a moment.
    const staysInSight = temporary !== undefined && before.isFile() && (await linkEntry(entry, original.name));
    if (!staysInSight) await renameEntry(entry, original.name);
    this.#savedOriginals.push(original);
    this.#undo.push({ path, run: () => putBack(original, entry) });
  }
}

async function requireThere(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw new ApplyPatchError("file-system", "no such file");
  }
}

async function swapIn({ temporary, before, ...entry }: StagedChange): Promise<void> {
  if (temporary !== undefined) await renameEntry(temporary, entry.name);
  else if (before !== undefined) await removeEntry(entry);
}

async function putBack(original: Entry, entry: Entry): Promise<void> {
  await renameEntry(original, entry.name);
  // While both names refer to one file, renaming does nothing.
  await removeEach([original]);
}

/** Errors while cleaning up must not hide the original one; at worst a file with an odd name is left. */
async function removeEach(entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) await removeEntry(entry).catch(() => {});
}
