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
  /** Aborting rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes a cross-process lock, which disposal releases. SQLite takes the operating system's own file lock, which a process loses
 * when it dies in any way: so there are no stale locks, and Node offers no other kernel lock without native code. The file is empty
 * and removed with the lock; a file left by a dead process blocks nobody.
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

/** A planted link would make us lock, and change the permissions of, a file chosen by somebody else. */
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
  // The previous holder removes the file that it has locked: ours must be the one that others find.
  const isStill = async () => found !== undefined && (await identityOf(path)) === found;
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    // SQLite also checks the file by name, and reports a disk error if it was removed meanwhile.
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
      // Before others can get the lock. Where an open file cannot be removed, it stays.
      await rm(path, { force: true }).catch(() => undefined);
      held.close();
    },
  };
}

/** Creates it, or restricts an existing one, to be readable only by its owner. */
async function makeFile(path: string): Promise<void> {
  await using file = await open(path, O_CREAT | O_RDWR | O_NOFOLLOW, 0o600);
  await file.chmod(0o600);
}

/** Identifies the file at a path: inode numbers are reused, birth times are not. Undefined if there is none. */
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
