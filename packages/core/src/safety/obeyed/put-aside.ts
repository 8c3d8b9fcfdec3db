import { constants } from "node:fs";
import { chmod, lstat, open, readdir, rename, rmdir, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type OpenedDirectory, openDirectory } from "@codex/apply-patch";
import type { Replacement } from "./judge-point.js";

/** The limit of common file systems. */
const MAX_NAME_BYTES = 255;
const MAY_BE_CHANGED = 0o300;

/**
 * Renames what is at a path so that no program reads it: it may be somebody's work and must not be lost. Returns the new path; undefined if
 * that failed, so that it is still there.
 * @param name The last part of the path as the file system has it, if that is no text.
 */
export function putAside(path: string, name: Uint8Array = Buffer.from(basename(path))): Promise<string | undefined> {
  return inFolderOf(path, async (folder) => {
    const entry = Buffer.concat([Buffer.from(`${await folder.entry(".")}/`), name]);
    for (let count = 1; ; count++) {
      const newName = asideName(basename(path), count);
      const aside = await folder.entry(newName);
      if (await exists(aside)) continue;
      await rename(entry, aside);
      // An empty folder is no loss.
      if ((await lstat(aside)).isDirectory() && (await readdir(aside)).length === 0) await rmdir(aside);
      return join(dirname(path), newName);
    }
  });
}

/** Creates the replacement for something that was put aside. False if something is there again, or on failure. */
export async function putBack(path: string, { type, bytes, mode }: Replacement): Promise<boolean> {
  const made = await inFolderOf(path, async (folder) => {
    const entry = await folder.entry(basename(path));
    if (type === "link") {
      await symlink(Buffer.from(bytes), entry);
      return path;
    }
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
    await using file = await open(entry, flags, 0o600);
    await file.writeFile(bytes);
    await file.chmod(mode & 0o777);
    return path;
  });
  return made !== undefined;
}

/** Holds the folder open meanwhile, so that a link in its place has no effect. Undefined on any failure. */
async function inFolderOf(
  path: string,
  work: (folder: OpenedDirectory) => Promise<string>,
): Promise<string | undefined> {
  try {
    await using folder = await openDirectory(dirname(path), { onCreate: () => {} });
    await using _ = await letChange(await folder.entry("."));
    return await work(folder);
  } catch {
    return undefined;
  }
}

/** Makes a folder writable that a command may have made unwritable; disposal restores its mode. */
async function letChange(folder: string): Promise<AsyncDisposable> {
  const { mode } = await lstat(folder);
  const isClosed = (mode & MAY_BE_CHANGED) !== MAY_BE_CHANGED;
  if (isClosed) await chmod(folder, mode | MAY_BE_CHANGED).catch(() => undefined);
  return {
    async [Symbol.asyncDispose]() {
      if (isClosed) await chmod(folder, mode).catch(() => undefined);
    },
  };
}

function asideName(name: string, count: number): string {
  const ending = `.untrusted${count === 1 ? "" : `-${count}`}`;
  let start = name;
  while (Buffer.byteLength(start + ending) > MAX_NAME_BYTES) start = start.slice(0, -1);
  return start + ending;
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
