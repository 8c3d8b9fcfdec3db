import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { kill, pid } from "node:process";
import { setTimeout as delay } from "node:timers/promises";

/** How long to wait for the lock; what it guards takes milliseconds. */
const PATIENCE_MS = 5_000;
/** A lock of this age is a leftover, whoever holds it. */
const STALE_MS = 10_000;

/**
 * Runs `action` while no other process runs one with the same lock file. A lock whose holder has died is taken over.
 * @returns undefined, without having run `action`, when the lock cannot be had in five seconds.
 */
export async function withFileLock<T>(lockFile: string, action: () => Promise<T>): Promise<{ value: T } | undefined> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  await mkdir(path.dirname(lockFile), { recursive: true, mode: 0o700 });
  while (!(await tryAcquire(lockFile))) {
    if (Date.now() > giveUpAt) return undefined;
    await removeIfStale(lockFile);
    await delay(1 + Math.random() * 9);
  }
  try {
    return { value: await action() };
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function tryAcquire(lockFile: string): Promise<boolean> {
  try {
    const handle = await open(lockFile, "wx", 0o600);
    await handle.writeFile(String(pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function removeIfStale(lockFile: string): Promise<void> {
  try {
    const [holder, { mtimeMs, ino }] = await Promise.all([readFile(lockFile, "utf8"), stat(lockFile)]);
    const isStale = Date.now() - mtimeMs > STALE_MS || (holder !== "" && !isAlive(Number(holder)));
    if (!isStale) return;
    // Moved aside first: of several that found it stale, one moves it, and no one removes a lock taken since.
    const aside = `${lockFile}.${randomUUID()}`;
    if ((await stat(lockFile)).ino !== ino) return;
    await rename(lockFile, aside);
    await rm(aside, { force: true });
  } catch {
    // It was given back in the meantime.
  }
}

function isAlive(processId: number): boolean {
  try {
    return kill(processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
