import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { chmod, type FileHandle, lstat, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname } from "node:path";

/**
 * Reads a file that holds secrets, or gives undefined where there is none. Permissions that let others in are
 * repaired. A symbolic link is read, but what it points to is left as it is.
 */
export async function readPrivateFile(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, "r");
    if (!(await lstat(path)).isSymbolicLink()) await shutOthersOut(file);
    return await file.readFile("utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Replaces a file in one step: a reader, or whoever comes after a crash, sees the old content or the new one. The
 * file is 0600 whatever the umask, and a symbolic link in its place is replaced, never followed.
 */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  await ensurePrivateFolder(dirname(path));
  const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  try {
    await writeNew(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes a folder that only its owner can enter, or repairs one of ours that lets others in. */
export async function ensurePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const folder = await stat(path);
  if (isOurs(folder) && (folder.mode & 0o7777) !== 0o700 && !isShared(folder)) await chmod(path, 0o700);
}

async function writeNew(path: string, content: string): Promise<void> {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
  await using file = await open(path, flags, 0o600);
  await file.chmod(0o600); // the umask may have taken the owner's own bits
  await file.writeFile(content, "utf8");
  await file.sync();
}

async function shutOthersOut(file: FileHandle): Promise<void> {
  const found = await file.stat();
  if (isOurs(found) && (found.mode & 0o077) !== 0) await file.chmod(0o600);
}

/** A folder with the sticky bit is meant for everybody (`/tmp`): it is not ours to close, even as root. */
function isShared(folder: Stats): boolean {
  return (folder.mode & 0o1000) !== 0;
}

function isOurs(found: Stats): boolean {
  return found.uid === userInfo().uid;
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
