import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import { bytesOfLines, encodeLines } from "./lines/encode-lines.js";
import { envelopedEncoder } from "./lines/enveloped-encoder.js";
import { flatEncoder, metaLine } from "./lines/flat-encoder.js";
import type { Compaction, LineEncoder, RolloutBatch } from "./lines/line-encoder.js";
import type { RolloutJournal } from "./rollout-journal.js";
import type { NewRollout, ResumedRollout } from "./rollout-options.js";
import { parseRolloutName, rolloutPath } from "./rollout-path.js";
import type { RolloutWatcher } from "./rollout-watcher.js";
import { FileRemovedError, SessionFile } from "./session-file.js";
import type { SessionMeta } from "./session-meta.js";

const DELETED = "the session was deleted";

/**
 * Appends a session's items to its rollout file. Every method returns when its lines have been handed to the operating system: from then
 * on they survive this process, however it ends. Rejections come from the file system; lines that could not be written are written with
 * the next ones.
 */
export class RolloutRecorder implements AsyncDisposable {
  readonly #file: SessionFile;
  readonly #meta: SessionMeta | undefined;
  readonly #journal: RolloutJournal | undefined;
  #encoder: LineEncoder;
  #watcher: RolloutWatcher | undefined;
  /** One write at a time, so that lines stay whole and in order. */
  #lastWrite: Promise<void> = Promise.resolve();
  /** Lines that wait because the file is not to be created yet. */
  #held: string[] = [];
  #isHeld = false;
  /** The session's opening items wait for the next items. */
  #holdsOpening = false;
  /** Items that were recorded but not written yet. */
  readonly #coming = new Set<ResponseItem>();
  /** What remains to be written, in this order. */
  #left: Buffer[] = [];
  #isClosed = false;
  /** The session was deleted for good, so nothing more is written. */
  #isDeleted = false;

  private constructor(
    file: SessionFile,
    { encoder, meta, journal }: { readonly encoder: LineEncoder } & Pick<ResumedRollout, "meta" | "journal">,
  ) {
    this.#file = file;
    this.#encoder = encoder;
    this.#meta = meta;
    this.#journal = journal;
  }

  /** Starts the file of a new session, readable only by its owner. */
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

  /** Continues an existing file: its lines stay unchanged, and new ones are written in the same format. */
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

  /** Whether nothing may be done before it has been written. */
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

  /** Writes lines that were held back. */
  writeHeld(): Promise<void> {
    this.#holdsOpening = false;
    return this.#append(() => []);
  }

  watch(watcher: RolloutWatcher): void {
    this.#watcher = watcher;
  }

  /** Creates the file, if it does not exist yet. */
  begin(): Promise<void> {
    return this.#append(() => [], { begins: true });
  }

  /** Writes batches at once. Items of kinds that the file does not store are skipped. */
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

  /** The same for items that only open the session. */
  async recordOpening(batch: RolloutBatch): Promise<void> {
    if (!this.#holdsOpening) return this.record(batch);
    await this.#append((encoder) => encoder.batch(batch), { holds: true });
  }

  async recordCompaction(compaction: Compaction): Promise<void> {
    await this.#append((encoder) => encoder.compaction(compaction));
  }

  /** Settles when everything so far has been written, or could not be. */
  written(): Promise<void> {
    return this.#lastWrite;
  }

  /** Records that the turn and all later ones were undone. */
  async recordRevert(beforeTurnId: string): Promise<void> {
    await this.#append((encoder) => encoder.revert(beforeTurnId));
  }

  /** Waits for pending writes and closes the file; later records are rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lastWrite;
    await this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #append(encode: Encode, { begins = false, ...contents }: AppendOptions = {}): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error(`${this.path} is closed`));
    if (begins) this.#isHeld = false;
    const write = this.#lastWrite.then(() => this.#write(encode, contents));
    this.#lastWrite = write.catch(() => undefined);
    return write;
  }

  async #write(encode: Encode, contents: WriteContents): Promise<void> {
    if (this.#isDeleted) throw new Error(DELETED);
    const coming = await encodeLines(encode(this.#encoder));
    const lines = [...this.#held, ...coming];
    if (this.#isHeld || contents.holds === true || (coming.length === 0 && this.#holdsOpening) || lines.length === 0) {
      this.#held = lines;
      return;
    }
    if (this.#journal !== undefined) await this.#journalLines(this.#journal, lines, contents);
    this.#held = [];
    this.#left.push(await bytesOfLines(lines));
    const { isShared } = this.#file;
    try {
      await this.#writeLeft();
    } catch (error) {
      if (!(error instanceof FileRemovedError)) throw error;
      await this.#recreate(encode);
    }
    if (this.#file.isShared && !isShared) this.#watcher?.onDisturbance("shared");
  }

  async #journalLines(
    journal: RolloutJournal,
    lines: readonly string[],
    { ended = [], items = [] }: WriteContents,
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

  /** The content of the file is lost, but the session still has it. If the user deleted the session, it stays deleted. */
  async #recreate(encode: Encode): Promise<void> {
    this.#isDeleted = (await this.#watcher?.isDeleted()) === true;
    if (this.#isDeleted) {
      this.#left = [];
      throw new Error(DELETED);
    }
    this.#encoder = flatEncoder;
    const { history_base: _, ...meta } = this.#meta ?? {};
    const id = this.#meta?.id ?? parseRolloutName(path.basename(this.path))?.threadId;
    const first = id === undefined ? [] : [metaLine({ timestamp: new Date().toISOString(), ...meta, id })];
    const known = this.#watcher?.transcript() ?? [];
    const items = known.filter((item) => !this.#coming.has(item));
    const lines = [...first, ...flatEncoder.batch({ startsGroup: true, items }), ...encode(flatEncoder)];
    this.#left = [await bytesOfLines(await encodeLines(lines))];
    await this.#writeLeft();
    this.#watcher?.onDisturbance("removed");
  }
}

interface AppendOptions extends WriteContents {
  readonly begins?: boolean;
}

/** What the lines of one write contain. */
interface WriteContents {
  /** They wait for the next lines. */
  readonly holds?: boolean;
  /** The ids of the items whose ends they contain. */
  readonly ended?: readonly string[];
  readonly items?: readonly ResponseItem[];
}

type Encode = (encoder: LineEncoder) => readonly object[];
