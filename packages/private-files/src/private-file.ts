import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { chmod, type FileHandle, lstat, mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { geteuid } from "node:process";
import { isNotFound } from "./is-not-found.js";

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

type Owner = Pick<Stats, "uid" | "gid">;

interface FileTraits {
  readonly mode: number;
  /** Undefined: the current user. */
  readonly owner: Owner | undefined;
}

/**
 * Reads a file that holds secrets; undefined if there is none. Repairs permissions that give others access. Reads symbolic links,
 * but does not change their targets. Rejects a pipe, which may never have a writer; the caller must add the file's name to that
 * error.
 */
export async function readPrivateFile(file: string): Promise<string | undefined> {
  try {
    await using handle = await open(file, O_RDONLY | O_NONBLOCK);
    const found = await handle.stat();
    if (!found.isFile()) throw new Error("it is not a regular file");
    if (!(await lstat(file)).isSymbolicLink()) await shutOthersOut(handle, found);
    return await handle.readFile("utf8");
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Replaces a file atomically, like `replaceFile`, and makes its folder accessible only to its owner. */
export async function writePrivateFile(file: string, content: string): Promise<void> {
  await ensurePrivateFolder(path.dirname(file));
  await replaceFile(file, content);
}

/**
 * Replaces a file atomically: readers, even after a crash, see the old content or the new one. The file gets exactly `mode`
 * whatever the umask, and a symbolic link is replaced, not followed. A mounted file, as in containers, cannot be replaced, so it is
 * overwritten. A file replaced by root keeps its owner.
 */
export async function replaceFile(file: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    await writeNew(temporary, content, { mode, owner: await ownerToKeep(file) });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    // A mount.
    if (!hasCode(error, "EBUSY")) throw error;
    await using handle = await open(file, O_WRONLY | O_TRUNC | O_NOFOLLOW);
    // It may belong to somebody else.
    await handle.chmod(mode).catch(() => {});
    await handle.writeFile(content);
    await handle.sync();
  }
}

/** The owner to keep if another user has the file in a folder of their own: root is working on that user's behalf. */
async function ownerToKeep(file: string): Promise<Owner | undefined> {
  if (geteuid?.() !== 0) return undefined;
  const [found, folder] = await Promise.all([lstat(file), stat(path.dirname(file))]).catch(() => []);
  return found?.isFile() && folder !== undefined && found.uid === folder.uid ? found : undefined;
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** Opens a file for appending and makes it readable only by its owner; rejects a link. */
export async function openPrivateAppend(file: string): Promise<FileHandle> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, O_APPEND | O_CREAT | O_NOFOLLOW | O_RDWR, 0o600);
  try {
    if (((await handle.stat()).mode & 0o777) !== 0o600) await handle.chmod(0o600);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Creates a folder that only its owner can access, or repairs one of ours that others can. */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await stat(folder);
  if (isOurs(found) && (found.mode & 0o7777) !== 0o700 && !isShared(found)) await chmod(folder, 0o700);
}

async function writeNew(file: string, content: string | Uint8Array, { mode, owner }: FileTraits): Promise<void> {
  await using handle = await open(file, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, mode);
  if (owner !== undefined) await handle.chown(owner.uid, owner.gid);
  await handle.chmod(mode); // the umask may have taken the owner's own bits
  await handle.writeFile(content);
  await handle.sync();
}

async function shutOthersOut(handle: FileHandle, found: Stats): Promise<void> {
  if (!isOurs(found) || (found.mode & 0o077) === 0) return;
  await handle.chmod(0o600).catch((error: unknown) => {
    // Secrets are often mounted read-only.
    if (!hasCode(error, "EROFS")) throw error;
  });
}

/** A folder with the sticky bit is meant for everybody (`/tmp`): we must not restrict it, even as root. */
function isShared(folder: Stats): boolean {
  return (folder.mode & 0o1000) !== 0;
}

function isOurs(found: Stats): boolean {
  return found.uid === geteuid?.();
}
