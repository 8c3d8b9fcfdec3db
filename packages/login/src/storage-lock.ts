import { acquireFileLock } from "@codex/private-files";
import { LoginError } from "./login-error.js";

/**
 * Acquires one of the locks next to auth.json, and releases it when disposed.
 * @throws LoginError `lock-failed` when it cannot be acquired in time; the reason of `signal` when that aborts.
 */
export async function acquireStorageLock(
  path: string,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<AsyncDisposable> {
  const lock = await acquireFileLock(path, options).catch((cause: unknown) => {
    options.signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoginError("lock-failed", `cannot lock ${path}: ${reason}`, { cause });
  });
  if (lock !== undefined) return lock;
  const seconds = Math.ceil(options.timeoutMs / 1000);
  throw new LoginError("lock-failed", `another process has held ${path} for more than ${seconds} s`);
}
