import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import { encodeJson, encodeUtf8 } from "@codex/slices";
import { envelopedEncoder } from "./enveloped-encoder.js";
import { flatEncoder, metaLine } from "./flat-encoder.js";
import type { Compaction, LineEncoder, RolloutBatch } from "./line-encoder.js";
import type { RolloutFormat } from "./parse-rollout-line.js";
import type { RolloutJournal } from "./rollout-journal.js";
import { parseRolloutName, rolloutPath } from "./rollout-path.js";
import { FileRemovedError, SessionFile } from "./session-file.js";
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
  /** How much of it was read. Default: nobody else's lines are looked for. */
  readonly sizeBytes?: number | undefined;
  /** What its first line says, if it can be read. */
  readonly meta?: SessionMeta | undefined;
  /** Writes what the session is opened with when there is more to write. Default: at once. */
  readonly isDeferred?: boolean | undefined;
  /** Gets every line before the file does. */
  readonly journal?: RolloutJournal | undefined;
}

/** Whoever knows what has been said in the session, and wants to know what becomes of its file. */
export interface RolloutWatcher {
  /** What the model knows so far; what is still to be written may be among it. */
  transcript(): readonly ResponseItem[];
  /**
   * `removed`: somebody deleted the file, which was made anew from the transcript. `shared`: another process writes to it too. Each is
   * told once. Must not throw.
   */
  onDisturbance(disturbance: "removed" | "shared"): void;
  /** Told of items that the journal did not take, before their record is rejected: nobody is to know of them. Must not throw. */
  onRefused(items: readonly ResponseItem[]): void;
}

/**
 * Appends a session's items to its rollout file. Every method returns when its lines are handed to the operating system: they
 * outlive this process from then on, however it ends. Rejections are those of the file system; what could not be written is written
 * with what comes next.
 */
export class RolloutRecorder implements AsyncDisposable {
  readonly #file: SessionFile;
  readonly #meta: SessionMeta | undefined;
  readonly #journal: RolloutJournal | undefined;
  #encoder: LineEncoder;
  #watcher: RolloutWatcher | undefined;
  /** One write at a time, so that lines stay whole and in order. */
  #lastWrite: Promise<void> = Promise.resolve();
  /** Lines that are not written, since the file is not to be made yet. */
  #held: string[] = [];
  #isHeld = false;
  /** What the session is opened with waits for what comes next. */
  #holdsOpening = false;
  /** Items that were recorded and not written yet. */
  readonly #coming = new Set<ResponseItem>();
  /** What is still to be written, in this order. */
  #left: Buffer[] = [];
  #isClosed = false;

  private constructor(
    file: SessionFile,
    { encoder, meta, journal }: { readonly encoder: LineEncoder } & Pick<ResumedRollout, "meta" | "journal">,
  ) {
    this.#file = file;
    this.#encoder = encoder;
    this.#meta = meta;
    this.#journal = journal;
  }

  /** Begins the file of a new session, readable by its owner only. */
  static async create({ codexHome, isDeferred = false, journal, ...about }: NewRollout): Promise<RolloutRecorder> {
    const startedAt = new Date();
    const file = new SessionFile(rolloutPath(codexHome, { threadId: about.id, startedAt }), { isNew: true });
    const meta = { ...about, timestamp: startedAt.toISOString() };
    const recorder = new RolloutRecorder(file, { encoder: flatEncoder, meta, journal });
    recorder.#isHeld = true;
    recorder.#held = [JSON.stringify(metaLine(meta))];
    if (!isDeferred) await recorder.begin();
    return recorder;
  }

  /** Goes on with an existing file: what is there stays as it is, and what comes is written like it. */
  static async resume(
    filePath: string,
    { format, nextOrdinal, sizeBytes, ...about }: ResumedRollout,
  ): Promise<RolloutRecorder> {
    const file = new SessionFile(path.resolve(filePath), { isNew: false, knownSize: sizeBytes });
    await file.open();
    const id = about.meta?.id ?? parseRolloutName(path.basename(filePath))?.threadId;
    const encoder = format === "flat" ? flatEncoder : envelopedEncoder(nextOrdinal, id);
    const recorder = new RolloutRecorder(file, { encoder, meta: about.meta, journal: about.journal });
    recorder.#holdsOpening = about.isDeferred === true && about.journal === undefined;
    return recorder;
  }

  /** Whether nothing may be done that could not be written. */
  get isJournaled(): boolean {
    return this.#journal !== undefined;
  }

  /** Absolute path of the file. */
  get path(): string {
    return this.#file.path;
  }

  /** Whether another process has written lines to the file that this one does not know. */
  async isOvertaken(): Promise<boolean> {
    return this.#journal === undefined && this.#left.length === 0 && (await this.#file.isOvertaken());
  }

  /** Writes what waits for what comes next. */
  writeHeld(): Promise<void> {
    this.#holdsOpening = false;
    return this.#append(() => []);
  }

  watch(watcher: RolloutWatcher): void {
    this.#watcher = watcher;
  }

  /** Makes the file, if that is still to be done. */
  begin(): Promise<void> {
    return this.#append(() => [], { begins: true });
  }

  /** Writes batches at once. Items of kinds that the file does not keep are passed over. */
  async record(...batches: readonly RolloutBatch[]): Promise<void> {
    const records = batches.flatMap((batch) => batch.records ?? []);
    const begins = records.some(({ type }) => type === "turn-started");
    const ended = records.flatMap((record) => (record.type === "item" ? [record.item.id] : []));
    const items = batches.flatMap((batch) => batch.items ?? []);
    for (const item of items) this.#coming.add(item);
    try {
      await this.#append((encoder) => batches.flatMap((batch) => encoder.batch(batch)), { begins, ended, items });
    } finally {
      for (const item of items) this.#coming.delete(item);
    }
  }

  /** The same for what says no more than that the session was opened. */
  async recordOpening(batch: RolloutBatch): Promise<void> {
    if (!this.#holdsOpening) return this.record(batch);
    await this.#append((encoder) => encoder.batch(batch), { holds: true });
  }

  async recordCompaction(compaction: Compaction): Promise<void> {
    await this.#append((encoder) => encoder.compaction(compaction));
  }

  /** Settles when everything so far is written, or could not be. */
  written(): Promise<void> {
    return this.#lastWrite;
  }

  /** The turn and those after it are gone. */
  async recordRevert(beforeTurnId: string): Promise<void> {
    await this.#append((encoder) => encoder.revert(beforeTurnId));
  }

  /** Waits for what is being written and closes the file; what is recorded afterwards is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lastWrite;
    await this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #append(encode: Encode, { begins = false, ...told }: AppendOptions = {}): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error(`${this.path} is closed`));
    if (begins) this.#isHeld = false;
    const write = this.#lastWrite.then(() => this.#write(encode, told));
    this.#lastWrite = write.catch(() => {});
    return write;
  }

  async #write(encode: Encode, told: Told): Promise<void> {
    const coming = await jsonOf(encode(this.#encoder));
    const lines = [...this.#held, ...coming];
    if (this.#isHeld || told.holds === true || (coming.length === 0 && this.#holdsOpening) || lines.length === 0) {
      this.#held = lines;
      return;
    }
    if (this.#journal !== undefined) await this.#journalLines(this.#journal, lines, told);
    this.#held = [];
    this.#left.push(await bytesOf(lines));
    const { isShared } = this.#file;
    try {
      await this.#writeLeft();
    } catch (error) {
      if (!(error instanceof FileRemovedError)) throw error;
      await this.#beginAnew(encode);
    }
    if (this.#file.isShared && !isShared) this.#watcher?.onDisturbance("shared");
  }

  async #journalLines(
    journal: RolloutJournal,
    lines: readonly string[],
    { ended = [], items = [] }: Told,
  ): Promise<void> {
    try {
      await journal.append(lines, ended);
    } catch (error) {
      this.#watcher?.onRefused(items);
      throw error;
    }
  }

  async #writeLeft(): Promise<void> {
    for (let [next] = this.#left; next !== undefined; [next] = this.#left) {
      await this.#file.append(next);
      this.#left.shift();
    }
  }

  /** What was in the file is gone; what the session knows is not. */
  async #beginAnew(encode: Encode): Promise<void> {
    this.#encoder = flatEncoder;
    const { history_base: _, ...meta } = this.#meta ?? {};
    const id = this.#meta?.id ?? parseRolloutName(path.basename(this.path))?.threadId;
    const first = id === undefined ? [] : [metaLine({ timestamp: new Date().toISOString(), ...meta, id })];
    const known = this.#watcher?.transcript() ?? [];
    const items = known.filter((item) => !this.#coming.has(item));
    const lines = [...first, ...flatEncoder.batch({ startsGroup: true, items }), ...encode(flatEncoder)];
    this.#left = [await bytesOf(await jsonOf(lines))];
    await this.#writeLeft();
    this.#watcher?.onDisturbance("removed");
  }
}

interface AppendOptions extends Told {
  readonly begins?: boolean;
}

/** What the lines of a write tell of. */
interface Told {
  /** They wait for those that come next. */
  readonly holds?: boolean;
  /** The ids of the items whose ends they tell. */
  readonly ended?: readonly string[];
  readonly items?: readonly ResponseItem[];
}

type Encode = (encoder: LineEncoder) => readonly object[];

async function jsonOf(lines: readonly object[]): Promise<string[]> {
  const texts: string[] = [];
  for (const line of lines) {
    const text = encodeJson(line);
    texts.push(typeof text === "string" ? text : await text);
  }
  return texts;
}

/** Long lines are not put together before they are bytes. */
function bytesOf(lines: readonly string[]): Buffer | Promise<Buffer> {
  return encodeUtf8(lines.flatMap((line) => [line, "\n"]));
}
