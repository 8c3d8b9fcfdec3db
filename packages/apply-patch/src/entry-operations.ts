import { constants, type Stats } from "node:fs";
import { access, type FileHandle, link, lstat, open, rename, rmdir, unlink } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { ApplyPatchError } from "./error.js";
import { errorCode } from "./error-code.js";
import { type OpenedDirectory, openDirectory } from "./opened-directory.js";

/** An entry of a directory that is held open; no operation follows a link. */
export interface Entry {
  readonly directory: OpenedDirectory;
  readonly name: string;
}

/** Undefined if it does not exist. */
export async function statEntry({ directory, name }: Entry): Promise<Stats | undefined> {
  try {
    return await lstat(await directory.entry(name));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** @throws if the entry is no file that the user may write. */
export async function requireWritableFile({ directory, name }: Entry, stats: Stats): Promise<void> {
  if (stats.isSymbolicLink()) throw new ApplyPatchError("outside-fence", "it was swapped for a link meanwhile");
  if (!stats.isFile()) throw new ApplyPatchError("not-a-text-file", "it is not a regular file");
  // Replacing a file needs no write permission; but a read-only file is meant to stay unchanged.
  await access(await directory.entry(name), constants.W_OK);
}

/** The properties that a new file takes over from the old one. */
export interface FileTraits {
  /** Permission bits; undefined means the default. */
  readonly mode: number | undefined;
  /** Undefined means the current user. */
  readonly owner: Pick<Stats, "uid" | "gid"> | undefined;
}

/** @throws if the file cannot be created, or not with that owner. */
export async function writeNewFile({ directory, name }: Entry, bytes: Uint8Array, { mode, owner }: FileTraits) {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  // A private file's new content must never be readable by others.
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
 * Writes into the existing file, which keeps its owner, place and mount.
 *
 * @returns its previous content.
 */
export async function overwriteFile({ directory, name }: Entry, bytes: Uint8Array): Promise<Uint8Array> {
  const flags = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  await using file = await open(await directory.entry(name), flags);
  const stats = await file.stat();
  if (!stats.isFile()) throw new ApplyPatchError("not-a-text-file", "it is not a regular file");
  // Its other names may be in places that may not be written.
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

/** Replaces whatever has the new name. */
export async function renameEntry({ directory, name }: Entry, newName: string): Promise<void> {
  await rename(await directory.entry(name), await directory.entry(newName));
}

/** Hard-links a file; false if the file system does not support or permit that. */
export async function linkEntry({ directory, name }: Entry, newName: string): Promise<boolean> {
  try {
    await link(await directory.entry(name), await directory.entry(newName));
    return true;
  } catch {
    return false;
  }
}

/** @param realPath Path of an empty directory. */
export async function removeDirectory(realPath: string): Promise<void> {
  await using parent = await openDirectory(dirname(realPath), { onCreate: () => {} });
  await rmdir(await parent.entry(basename(realPath)));
}
