import { chmod, lstat, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LoginError } from "./login-error.js";
import { ensurePrivateFolder, isMissing } from "./private-file.js";

export interface FileLockOptions {
  readonly signal: AbortSignal;
  /** How long to wait for the lock, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Takes a lock that holds across processes, and gives it back when disposed. SQLite takes the operating system's own
 * file lock, which a process loses when it dies, however it dies: so there are no stale locks to guess about, and no
 * other lock of the kernel's is within reach of Node without native code. The file stays empty.
 *
 * @throws LoginError `lock-failed` when it cannot be had in time; the reason of `signal` when that aborts.
 */
export async function acquireFileLock(path: string, options: FileLockOptions): Promise<AsyncDisposable> {
  await ensurePrivateFolder(dirname(path));
  await removeLink(path);
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    options.signal.throwIfAborted();
    const lock = await tryLock(path);
    if (lock !== undefined) return lock;
    if (Date.now() >= deadline) {
      const seconds = Math.ceil(options.timeoutMs / 1000);
      throw new LoginError("lock-failed", `another process has held ${path} for more than ${seconds} s`);
    }
    await sleep(5 + Math.random() * 45, undefined, { signal: options.signal });
  }
}

/** A planted link would have us lock, and change the permissions of, a file of somebody's choice. */
async function removeLink(path: string): Promise<void> {
  try {
    if ((await lstat(path)).isSymbolicLink()) await rm(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function tryLock(path: string): Promise<AsyncDisposable | undefined> {
  // Lazy: most runs never write auth.json.
  const { DatabaseSync } = await import("node:sqlite");
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    await chmod(path, 0o600);
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    if (isBusy(error)) return undefined;
    throw new LoginError("lock-failed", `cannot lock ${path}: ${reasonOf(error)}`, { cause: error });
  }
  const held = database;
  return {
    async [Symbol.asyncDispose]() {
      held.close();
    },
  };
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
