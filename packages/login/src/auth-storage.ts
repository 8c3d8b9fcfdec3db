import { realpath, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isNotFound, readPrivateFile, replaceFile, writePrivateFile } from "@codex/private-files";
import { type AuthDotJson, formatAuthFile, parseAuthFile } from "./auth-file.js";
import { LoginError } from "./login-error.js";
import { acquireStorageLock } from "./storage-lock.js";

/** The stored credentials of one `CODEX_HOME`. Every method throws only `LoginError`. */
export interface AuthStorage {
  /** The location for messages, in words that help the user find it. */
  readonly location: string;
  /** Undefined when nothing is stored. */
  read(): Promise<AuthDotJson | undefined>;
  /** Changes whenever the stored credentials change; cheap enough to call before every use. */
  version(): Promise<string>;
  write(auth: AuthDotJson): Promise<void>;
  /** @returns whether there was something to remove. */
  remove(): Promise<boolean>;
  /** The storage that really holds the credentials, if this one only links to it; absent where storages cannot be links. */
  origin?(): Promise<StoragePlace | undefined>;
}

export interface StoragePlace {
  readonly storage: AuthStorage;
  /** The folder of the lock files. */
  readonly codexHome: string;
}

export function authFilePath(codexHome: string): string {
  return join(codexHome, "auth.json");
}

export function createFileStorage(codexHome: string): AuthStorage {
  const path = authFilePath(codexHome);
  return {
    ...fileStorageAt(path, (text) => writePrivateFile(path, text)),
    async origin() {
      const real = await realpath(path).catch(() => path);
      if (real === path) return undefined;
      // This folder may serve other purposes too, so its permissions are not changed.
      return { storage: fileStorageAt(real, (text) => replaceFile(real, text)), codexHome: dirname(real) };
    },
  };
}

function fileStorageAt(path: string, write: (text: string) => Promise<void>): AuthStorage {
  return {
    location: path,
    async read() {
      const text = await guarded(`read ${path}`, () => readPrivateFile(path));
      return text === undefined ? undefined : parseAuthFile(text, path);
    },
    version: () => guarded(`read ${path}`, () => fileVersion(path)),
    write: (auth) => guarded(`write ${path}`, () => write(formatAuthFile(auth))),
    remove: () => guarded(`remove ${path}`, () => removeFile(path)),
  };
}

/** The result of a change: new content, `remove`, or `keep` to change nothing. */
export type AuthChange = AuthDotJson | "remove" | "keep";

/**
 * Reads, changes and writes the credentials without another process in between. codex-rs itself takes no lock, so with it a gap remains:
 * the time between one read and one rename.
 * @returns what is stored afterwards.
 */
export async function updateStorage(
  target: StoragePlace,
  change: (stored: AuthDotJson | undefined) => AuthChange,
  signal: AbortSignal,
): Promise<AuthDotJson | undefined> {
  const { storage, codexHome } = target;
  await using _lock = await acquireStorageLock(join(codexHome, "auth.lock"), {
    signal,
    timeoutMs: WRITE_LOCK_LIMIT_MS,
  });
  const stored = await readIfValid(storage);
  const changed = change(stored);
  if (changed === "keep") return stored;
  if (changed === "remove") {
    await storage.remove();
    return undefined;
  }
  await storage.write(changed);
  return changed;
}

/** A login overwrites unreadable credentials: nothing else could repair them. */
async function readIfValid(storage: AuthStorage): Promise<AuthDotJson | undefined> {
  try {
    return await storage.read();
  } catch (error) {
    if (error instanceof LoginError && error.code === "auth-file-invalid") return undefined;
    throw error;
  }
}

/** Generous: the lock is only held while reading and writing one small file. */
const WRITE_LOCK_LIMIT_MS = 10_000;

async function fileVersion(path: string): Promise<string> {
  try {
    const found = await stat(path, { bigint: true });
    return `${found.ino}:${found.size}:${found.mtimeNs}`;
  } catch (error) {
    if (isNotFound(error)) return "none";
    throw error;
  }
}

async function removeFile(path: string): Promise<boolean> {
  try {
    await rm(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function guarded<T>(task: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof LoginError) throw error;
    const reason = error instanceof Error ? ("code" in error ? String(error.code) : error.message) : "unexpected error";
    throw new LoginError("auth-file-inaccessible", `cannot ${task}: ${reason}`, { cause: error });
  }
}
