import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { envelopedEncoder } from "./enveloped-encoder.js";
import { flatEncoder, metaLine } from "./flat-encoder.js";
import type { Compaction, LineEncoder, RolloutBatch } from "./line-encoder.js";
import type { RolloutFormat } from "./parse-rollout-line.js";
import type { RolloutJournal } from "./rollout-journal.js";
import { rolloutPath } from "./rollout-path.js";
import type { SessionMeta } from "./session-meta.js";

/** What the first line of a new rollout says; its `timestamp` is now. */
export interface NewRollout extends Omit<SessionMeta, "timestamp"> {
  readonly codexHome: string;
  /** Makes the file when `begin` is called or a turn starts: a thread that nobody spoke in leaves none. Default: at once. */
  readonly isDeferred?: boolean | undefined;
  /** Gets every line before the file does. */
  readonly journal?: RolloutJournal | undefined;
}

/** How an existing file is written, so that it is gone on with in the same way. */
export interface ResumedRollout {
  readonly format: RolloutFormat;
  readonly nextOrdinal: number;
  /** Gets every line before the file does. */
  readonly journal?: RolloutJournal | undefined;
}

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;

/**
 * Appends a session's items to its rollout file. Every method returns when its lines are handed to the operating system: they
 * outlive this process from then on, however it ends. Rejections are those of the file system.
 */
export class RolloutRecorder implements AsyncDisposable {
  /** Absolute path of the file. */
  readonly path: string;
  readonly #encoder: LineEncoder;
  /** Undefined until the file is there. */
  #file: FileHandle | undefined;
  /** Lines for a file that is not to be made yet. */
  #held: string[] | undefined;
  readonly #journal: RolloutJournal | undefined;
  /** One write at a time, so that lines stay whole and in order. */
  #lastWrite: Promise<void> = Promise.resolve();
  /** A crash or a failed write may have left the beginning of a line, which must not swallow the next one. */
  #isTorn = false;
  #closed: Promise<void> | undefined;

  private constructor(
    filePath: string,
    { encoder, journal }: { readonly encoder: LineEncoder; readonly journal: RolloutJournal | undefined },
  ) {
    this.path = filePath;
    this.#encoder = encoder;
    this.#journal = journal;
  }

  /** Whether nothing may be done that could not be written. */
  get isJournaled(): boolean {
    return this.#journal !== undefined;
  }

  /** Begins the file of a new session, readable by its owner only. */
  static async create({ codexHome, isDeferred = false, journal, ...about }: NewRollout): Promise<RolloutRecorder> {
    const startedAt = new Date();
    const filePath = rolloutPath(codexHome, { threadId: about.id, startedAt });
    const recorder = new RolloutRecorder(filePath, { encoder: flatEncoder, journal });
    recorder.#held = [metaLine({ ...about, timestamp: startedAt.toISOString() })];
    if (!isDeferred) await recorder.begin();
    return recorder;
  }

  /** Goes on with an existing file: what is there stays as it is, and what comes is written like it. */
  static async resume(filePath: string, { format, nextOrdinal, journal }: ResumedRollout): Promise<RolloutRecorder> {
    const file = await open(filePath, O_APPEND | O_RDWR);
    const encoder = format === "flat" ? flatEncoder : envelopedEncoder(nextOrdinal);
    const recorder = new RolloutRecorder(path.resolve(filePath), { encoder, journal });
    recorder.#file = file;
    try {
      await file.chmod(0o600);
      recorder.#isTorn = !(await endsWithNewline(file));
    } catch (error) {
      await file.close();
      throw error;
    }
    return recorder;
  }

  /** Makes the file, if that is still to be done. */
  begin(): Promise<void> {
    return this.#append(this.#takeHeld());
  }

  /** Items of kinds that the file does not keep are passed over. */
  async record(batch: RolloutBatch): Promise<void> {
    const begins = batch.records?.some(({ type }) => type === "turn-started") === true;
    await this.#append([...(begins ? this.#takeHeld() : []), ...this.#encoder.batch(batch)]);
  }

  async recordCompaction(compaction: Compaction): Promise<void> {
    await this.#append(this.#encoder.compaction(compaction));
  }

  /** Settles when everything so far is written, or could not be. */
  written(): Promise<void> {
    return this.#lastWrite;
  }

  /** The turn and those after it are gone. */
  async recordRevert(beforeTurnId: string): Promise<void> {
    await this.#append(this.#encoder.revert(beforeTurnId));
  }

  /** Waits for what is being written and closes the file; what is recorded afterwards is rejected. */
  close(): Promise<void> {
    this.#closed ??= this.#lastWrite.then(() => this.#file?.close());
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #takeHeld(): string[] {
    const held = this.#held ?? [];
    this.#held = undefined;
    return held;
  }

  #append(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return Promise.resolve();
    if (this.#closed !== undefined) return Promise.reject(new Error(`${this.path} is closed`));
    if (this.#held !== undefined) {
      this.#held.push(...lines);
      return Promise.resolve();
    }
    const text = `${lines.join("\n")}\n`;
    const write = this.#lastWrite.then(async () => {
      await this.#journal?.append(lines);
      await this.#write(text);
    });
    this.#lastWrite = write.catch(() => {});
    return write;
  }

  async #write(text: string): Promise<void> {
    this.#file ??= await makeFile(this.path);
    const separator = this.#isTorn ? "\n" : "";
    this.#isTorn = true;
    await this.#file.appendFile(separator + text);
    this.#isTorn = false;
  }
}

async function makeFile(filePath: string): Promise<FileHandle> {
  await mkdir(path.dirname(filePath), { recursive: true, mode: 0o700 });
  return open(filePath, O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR, 0o600);
}

async function endsWithNewline(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
