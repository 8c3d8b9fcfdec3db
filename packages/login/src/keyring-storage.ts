import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type AuthDotJson, formatAuthFile, parseAuthFile } from "./auth-file.js";
import { type AuthStorage, createFileStorage } from "./auth-storage.js";
import { LoginError } from "./login-error.js";

/** Where credentials are stored: in auth.json, in the system's keyring, or in the keyring if there is one. */
export type CredentialStore = "file" | "keyring" | "auto";

export interface AuthStorageOptions {
  readonly codexHome: string;
  /** Default `file`. */
  readonly store?: CredentialStore | undefined;
  /** Receives the reason when `auto` falls back to the file. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Opens an entry of the keyring. Default: the system's. */
  readonly openEntry?: OpenKeyringEntry | undefined;
}

/** One secret in a keyring. Its methods reject on any failure. */
export interface KeyringEntry {
  /** Null when there is none. */
  getPassword(): Promise<string | null>;
  setPassword(password: string): Promise<void>;
  /** @returns whether there was one. */
  deletePassword(): Promise<boolean>;
}

export type OpenKeyringEntry = (service: string, account: string) => Promise<KeyringEntry>;

/**
 * Creates the storage that the user has configured. With `keyring`, its methods throw a LoginError `keyring-unavailable` where there is no
 * keyring.
 */
export function createAuthStorage(options: AuthStorageOptions): AuthStorage {
  const { codexHome, store = "file", onWarning, openEntry = openSystemEntry } = options;
  const file = createFileStorage(codexHome);
  const entry = async () => openEntry(SERVICE, await accountName(codexHome));
  switch (store) {
    case "file":
      return file;
    case "keyring":
      return createKeyringStorage(entry, file);
    case "auto":
      return withFallback(createKeyringStorage(entry, file), file, onWarning);
    default:
      return store satisfies never;
  }
}

/** The same name as in newer versions of Codex, which share the login. */
const SERVICE = "Codex Auth";
const LOCATION = "the system keyring";

/** auth.json is removed once its content is in the keyring: a copy of a single-use token is worse than none. */
function createKeyringStorage(openEntry: () => Promise<KeyringEntry>, file: AuthStorage): AuthStorage {
  const inKeyring = async <T>(task: (entry: KeyringEntry) => Promise<T>): Promise<T> => {
    try {
      return await withinLimit(openEntry().then(task));
    } catch (error) {
      throw new LoginError("keyring-unavailable", `${LOCATION} cannot be used`, { cause: error });
    }
  };
  const readText = () => inKeyring((entry) => entry.getPassword());
  return {
    location: LOCATION,
    async read() {
      const text = await readText();
      return text ? parseAuthFile(text, LOCATION) : undefined;
    },
    async version() {
      return createHash("sha256")
        .update((await readText()) ?? "")
        .digest("hex");
    },
    async write(auth) {
      await inKeyring((entry) => entry.setPassword(formatAuthFile(auth)));
      await file.remove();
    },
    async remove() {
      const removed = await inKeyring((entry) => entry.deletePassword());
      return (await file.remove()) || removed;
    },
  };
}

/** A locked keyring asks the user to unlock it, perhaps where nobody sees it. */
const KEYRING_LIMIT_MS = 60_000;

async function withinLimit<T>(task: Promise<T>): Promise<T> {
  const done = new AbortController();
  const limit = sleep(KEYRING_LIMIT_MS, undefined, { signal: done.signal }).then(() => {
    throw new Error("the keyring did not answer in time");
  });
  try {
    return await Promise.race([task, limit]);
  } finally {
    limit.catch(() => {});
    done.abort();
  }
}

function withFallback(keyring: AuthStorage, file: AuthStorage, onWarning?: (message: string) => void): AuthStorage {
  const inKeyring = async <T>(task: (storage: AuthStorage) => Promise<T>): Promise<T | undefined> => {
    try {
      return await task(keyring);
    } catch (error) {
      if (error instanceof LoginError && error.code === "keyring-unavailable") return undefined;
      throw error;
    }
  };
  return {
    location: `${LOCATION} or ${file.location}`,
    read: async () => (await inKeyring((storage) => storage.read())) ?? file.read(),
    version: async () => `${await inKeyring((storage) => storage.version())} ${await file.version()}`,
    async write(auth: AuthDotJson) {
      const written = await inKeyring(async (storage) => {
        await storage.write(auth);
        return true;
      });
      if (written) return;
      onWarning?.(`${LOCATION} cannot be used; the login is kept in ${file.location}`);
      await file.write(auth);
    },
    remove: async () => (await inKeyring((storage) => storage.remove())) ?? file.remove(),
  };
}

/** On Linux the kernel's own keyring is unsuitable: it forgets entries within days. */
async function openSystemEntry(service: string, account: string): Promise<KeyringEntry> {
  const { AsyncEntry } = await import("@napi-rs/keyring");
  return new AsyncEntry(service, account, { linux: { store: "secret-service" } });
}

/** One entry per `CODEX_HOME`. */
async function accountName(codexHome: string): Promise<string> {
  const canonical = await realpath(codexHome).catch(() => codexHome);
  return `cli|${createHash("sha256").update(canonical).digest("hex").slice(0, 16)}`;
}
