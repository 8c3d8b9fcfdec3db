import { chmod, rm } from "node:fs/promises";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod/mini";
import { parseSavedSettings } from "../rollout/saved-settings.js";
import { parseSessionMeta } from "../rollout/session-meta.js";
import type { RolloutSummary } from "./rollout-summary.js";

/** Identifies a file's content: rollouts only grow or are replaced. */
export interface FileVersion {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
}

/**
 * A SQLite cache of what was read from rollouts, so that long lists need not open every file again. It contains nothing else and
 * may be deleted at any time. It never causes failures: if it cannot be used, every file is read.
 */
export interface ThreadIndex extends Disposable {
  get(file: FileVersion): RolloutSummary | undefined;
  /** Written when the index is disposed. */
  put(file: FileVersion, summary: RolloutSummary): void;
}

/** Increase whenever the stored data changes: an index of another version is rebuilt. */
const VERSION = 3;
const NAME = "thread-index.sqlite";
/** How long to wait for another process's write, in milliseconds. */
const BUSY_MS = 250;

export async function openThreadIndex(codexHome: string): Promise<ThreadIndex> {
  const file = path.join(codexHome, NAME);
  try {
    return new SqliteIndex((await tryOpen(file)) ?? (await makeAnew(file)));
  } catch {
    return { get: () => undefined, put: () => {}, [Symbol.dispose]: () => {} };
  }
}

/** Undefined if it is damaged or of another version. */
async function tryOpen(file: string): Promise<DatabaseSync | undefined> {
  const { DatabaseSync } = await import("node:sqlite");
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: BUSY_MS });
    await chmod(file, 0o600);
    const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
    if (version === VERSION) {
      database.prepare("SELECT count(*) FROM rollout").get();
      return database;
    }
  } catch {
    // An unreadable index is rebuilt.
  }
  database?.close();
  return undefined;
}

async function makeAnew(file: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import("node:sqlite");
  for (const suffix of ["", "-journal", "-wal", "-shm"]) await rm(`${file}${suffix}`, { force: true });
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  await chmod(file, 0o600);
  database.exec(`
    CREATE TABLE rollout (path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified REAL NOT NULL, facts TEXT NOT NULL);
    PRAGMA user_version = ${VERSION};`);
  return database;
}

class SqliteIndex implements ThreadIndex {
  readonly #database: DatabaseSync;
  readonly #new = new Map<string, { file: FileVersion; summary: RolloutSummary }>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get({ path: file, sizeBytes, modifiedAt }: FileVersion): RolloutSummary | undefined {
    try {
      const row = this.#database
        .prepare("SELECT facts FROM rollout WHERE path = ? AND size = ? AND modified = ?")
        .get(file, sizeBytes, modifiedAt);
      return row === undefined ? undefined : parseRolloutSummary(row["facts"]);
    } catch {
      return undefined;
    }
  }

  put(file: FileVersion, summary: RolloutSummary): void {
    this.#new.set(file.path, { file, summary });
  }

  [Symbol.dispose](): void {
    try {
      if (this.#new.size > 0) this.#write();
    } catch {
      // Another process is writing, or the disk is full: the files are read again next time.
    }
    this.#database.close();
  }

  #write(): void {
    const insert = this.#database.prepare("INSERT OR REPLACE INTO rollout VALUES (?, ?, ?, ?)");
    this.#database.exec("BEGIN IMMEDIATE");
    for (const { file, summary } of this.#new.values()) {
      insert.run(file.path, file.sizeBytes, file.modifiedAt, JSON.stringify(summary));
    }
    this.#database.exec("COMMIT");
  }
}

const RolloutSummarySchema = z.object({
  meta: z.optional(z.unknown()),
  preview: z.optional(z.string()),
  previewOrdinal: z.optional(z.number()),
  settings: z.unknown(),
});

function parseRolloutSummary(text: unknown): RolloutSummary | undefined {
  if (typeof text !== "string") return undefined;
  const summary = RolloutSummarySchema.safeParse(JSON.parse(text)).data;
  if (summary === undefined) return undefined;
  const meta = summary.meta === undefined ? undefined : parseSessionMeta(summary.meta);
  const { preview, previewOrdinal } = summary;
  return { meta, preview, previewOrdinal, settings: parseSavedSettings(summary.settings) ?? {} };
}
