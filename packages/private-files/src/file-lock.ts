import { constants } from "node:fs";
import { lstat, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isNotFound } from "./is-not-found.js";
import { ensurePrivateFolder } from "./private-file.js";

const { O_CREAT, O_NOFOLLOW = 0, O_RDWR } = constants;

export interface FileLockOptions {
  /** How long to wait for the lock, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the wait with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes a lock that holds across processes, and gives it back when disposed. SQLite takes the operating system's own
 * file lock, which a process loses when it dies, however it dies: so there are no stale locks to guess about, and no
 * other lock of the kernel's is within reach of Node without native code. The file is empty, and removed with the lock: one that
 * is left over, by a process that died, locks nobody out.
 *
 * @returns undefined when another process has held it for all of `timeoutMs`.
 * @throws errors of the file system and of SQLite where nothing can be locked there; the reason of `signal` when that aborts.
 */
export async function acquireFileLock(path: string, options: FileLockOptions): Promise<AsyncDisposable | undefined> {
  await ensurePrivateFolder(dirname(path));
  await removeLink(path);
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const lock = await tryLock(path);
    if (lock !== undefined) return lock;
    if (Date.now() >= deadline) return undefined;
    await sleep(5 + Math.random() * 45, undefined, options.signal && { signal: options.signal });
  }
}

/** A planted link would have us lock, and change the permissions of, a file of somebody's choice. */
async function removeLink(path: string): Promise<void> {
  try {
    if ((await lstat(path)).isSymbolicLink()) await rm(path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function tryLock(path: string): Promise<AsyncDisposable | undefined> {
  // Lazy: most runs lock nothing.
  const { DatabaseSync } = await import("node:sqlite");
  await makeFile(path);
  const found = await identityOf(path);
  // The holder before us removes the file that it has locked: what we lock must be the one that others find.
  const isStill = async () => found !== undefined && (await identityOf(path)) === found;
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    // SQLite looks at the file by its name, too, and takes one that was removed meanwhile for a broken disk.
    if (isBusy(error) || !(await isStill())) return undefined;
    throw error;
  }
  if (!(await isStill())) {
    database.close();
    return undefined;
  }
  const held = database;
  return {
    async [Symbol.asyncDispose]() {
      // Before others can have the lock; where an open file cannot be removed, it stays.
      await rm(path, { force: true }).catch(() => undefined);
      held.close();
    },
  };
}

/** Makes it readable by its owner only, whatever it was. */
async function makeFile(path: string): Promise<void> {
  await using file = await open(path, O_CREAT | O_RDWR | O_NOFOLLOW, 0o600);
  await file.chmod(0o600);
}

/** Which file is at a path: numbers are used again, times of birth are not. Undefined when there is none. */
async function identityOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, birthtimeNs } = await stat(path, { bigint: true });
    return `${dev}:${ino}:${birthtimeNs}`;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}
