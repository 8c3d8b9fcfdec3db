import { realpath, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isNotFound, readPrivateFile, replaceFile, writePrivateFile } from "@codex/private-files";
import { type AuthDotJson, formatAuthFile, parseAuthFile } from "./auth-file.js";
import { LoginError } from "./login-error.js";
import { acquireStorageLock } from "./storage-lock.js";

/** Where the credentials of one `CODEX_HOME` are kept. Every method throws only `LoginError`. */
export interface AuthStorage {
  /** For messages: what a person would look for. */
  readonly location: string;
  /** Undefined when nothing is kept. */
  read(): Promise<AuthDotJson | undefined>;
  /** Changes when what is kept changes; cheap enough to ask before every use. */
  version(): Promise<string>;
  write(auth: AuthDotJson): Promise<void>;
  /** @returns whether there was something to remove. */
  remove(): Promise<boolean>;
  /** The same credentials where they really are, if what is here only leads to them; absent where nothing can. */
  origin?(): Promise<StoragePlace | undefined>;
}

export interface StoragePlace {
  readonly storage: AuthStorage;
  /** Where the locks are that guard it. */
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
      // Its folder may be there for other things, too: it is not ours to close.
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

/** What a change of the stored credentials comes to: new content, `remove`, or `keep` what is there. */
export type AuthChange = AuthDotJson | "remove" | "keep";

/**
 * Reads, changes and writes with no other process in between (codex-rs itself takes no lock; the gap that remains
 * towards it is the time between one read and one rename).
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

/** A login replaces what cannot be read; nothing else could repair it. */
async function readIfValid(storage: AuthStorage): Promise<AuthDotJson | undefined> {
  try {
    return await storage.read();
  } catch (error) {
    if (error instanceof LoginError && error.code === "auth-file-invalid") return undefined;
    throw error;
  }
}

/** The lock is only held for one read and one write of a small file. */
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
