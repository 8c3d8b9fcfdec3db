import { constants, type Stats } from "node:fs";
import { access, type FileHandle, link, lstat, open, rename, rmdir, unlink } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { ApplyPatchError } from "./error.js";
import { errorCode } from "./error-code.js";
import { type OpenedDirectory, openDirectory } from "./opened-directory.js";

/** An entry of a directory that is held open; none of the operations follows a link. */
export interface Entry {
  readonly directory: OpenedDirectory;
  readonly name: string;
}

/** Undefined when nothing is there. */
export async function statEntry({ directory, name }: Entry): Promise<Stats | undefined> {
  try {
    return await lstat(await directory.entry(name));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** @throws when the entry is no file that the user may write. */
export async function requireWritableFile({ directory, name }: Entry, stats: Stats): Promise<void> {
  if (stats.isSymbolicLink()) throw new ApplyPatchError("outside-fence", "it was swapped for a link meanwhile");
  if (!stats.isFile()) throw new ApplyPatchError("not-a-text-file", "it is not a regular file");
  // Replacing a file needs no right to write it; a file that was made read-only is meant to stay.
  await access(await directory.entry(name), constants.W_OK);
}

/** What a new file has in common with one that was there. */
export interface FileTraits {
  /** Permission bits; undefined takes the usual ones. */
  readonly mode: number | undefined;
  /** Undefined: whoever writes it. */
  readonly owner: Pick<Stats, "uid" | "gid"> | undefined;
}

/** @throws when the file cannot be made, or not with that owner. */
export async function writeNewFile({ directory, name }: Entry, bytes: Uint8Array, { mode, owner }: FileTraits) {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  // A private file's new content is at no time readable by others.
  await using file = await open(await directory.entry(name), flags, mode === undefined ? 0o666 : 0o600);
  if (owner !== undefined) await giveTo(file, owner);
  await file.writeFile(bytes);
  if (mode !== undefined) await file.chmod(mode);
}

async function giveTo(file: FileHandle, { uid, gid }: Pick<Stats, "uid" | "gid">): Promise<void> {
  const made = await file.stat();
  if (made.uid !== uid || made.gid !== gid) await file.chown(uid, gid);
}

/**
 * Writes into the file that is there, which stays what it is: its owner, its place, its mount.
 *
 * @returns what it held before.
 */
export async function overwriteFile({ directory, name }: Entry, bytes: Uint8Array): Promise<Uint8Array> {
  const flags = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  await using file = await open(await directory.entry(name), flags);
  const stats = await file.stat();
  if (!stats.isFile()) throw new ApplyPatchError("not-a-text-file", "it is not a regular file");
  // Its other names may be where nothing may be written.
  if (stats.nlink > 1) throw new ApplyPatchError("outside-fence", "it has another name, by a hard link");
  const before = await file.readFile();
  try {
    await replaceContent(file, bytes);
  } catch (error) {
    await replaceContent(file, before).catch(() => {});
    throw error;
  }
  return before;
}

async function replaceContent(file: FileHandle, bytes: Uint8Array): Promise<void> {
  await file.truncate();
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written, written)).bytesWritten;
  }
}

export async function removeEntry({ directory, name }: Entry): Promise<void> {
  await unlink(await directory.entry(name));
}

/** Takes the place of whatever is there under the new name. */
export async function renameEntry({ directory, name }: Entry, newName: string): Promise<void> {
  await rename(await directory.entry(name), await directory.entry(newName));
}

/** Gives a file a second name; false where the file system has no such thing, or does not allow it. */
export async function linkEntry({ directory, name }: Entry, newName: string): Promise<boolean> {
  try {
    await link(await directory.entry(name), await directory.entry(newName));
    return true;
  } catch {
    return false;
  }
}

/** @param realPath Of an empty directory. */
export async function removeDirectory(realPath: string): Promise<void> {
  await using parent = await openDirectory(dirname(realPath), { onCreate: () => {} });
  await rmdir(await parent.entry(basename(realPath)));
}
