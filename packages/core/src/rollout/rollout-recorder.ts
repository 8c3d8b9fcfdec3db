import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import type { GitInfo } from "../git/git-info.js";
import { itemLine, type SessionMeta, type StateRecord, stateLine } from "./rollout-line.js";
import { rolloutPath } from "./rollout-path.js";

export interface NewRollout {
  readonly codexHome: string;
  /** A UUID. */
  readonly sessionId: string;
  readonly cwd: string;
  readonly instructions: string | undefined;
  readonly git: GitInfo | undefined;
}

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;

/**
 * Appends a session's items to its rollout file. Every method returns when its lines are handed to the operating system: they
 * outlive this process from then on, however it ends. Rejections are those of the file system.
 */
export class RolloutRecorder implements AsyncDisposable {
  /** Absolute path of the file. */
  readonly path: string;
  readonly #file: FileHandle;
  /** One write at a time, so that lines stay whole and in order. */
  #lastWrite: Promise<void> = Promise.resolve();
  /** A crash or a failed write may have left the beginning of a line, which must not swallow the next one. */
  #isTorn = false;
  #closed: Promise<void> | undefined;

  private constructor(file: FileHandle, filePath: string) {
    this.#file = file;
    this.path = filePath;
  }

  /** Begins the file of a new session, readable by its owner only. */
  static async create({ codexHome, sessionId, cwd, instructions, git }: NewRollout): Promise<RolloutRecorder> {
    const startedAt = new Date();
    const filePath = rolloutPath(codexHome, sessionId, startedAt);
    await mkdir(path.dirname(filePath), { recursive: true, mode: 0o700 });
    const file = await open(filePath, O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR, 0o600);
    const recorder = new RolloutRecorder(file, filePath);
    const meta: SessionMeta = {
      id: sessionId,
      timestamp: startedAt.toISOString(),
      instructions: instructions ?? null,
      cwd,
      git,
    };
    await recorder.#append(`${JSON.stringify(meta)}\n`);
    return recorder;
  }

  /** Goes on with an existing file: what is there stays as it is. */
  static async resume(filePath: string): Promise<RolloutRecorder> {
    const file = await open(filePath, O_APPEND | O_RDWR);
    const recorder = new RolloutRecorder(file, path.resolve(filePath));
    try {
      await file.chmod(0o600);
      recorder.#isTorn = !(await endsWithNewline(file));
    } catch (error) {
      await file.close();
      throw error;
    }
    return recorder;
  }

  /** Items of kinds that the file does not keep are passed over. */
  async recordItems(items: readonly ResponseItem[]): Promise<void> {
    const lines = items.map(itemLine).filter((line) => line !== undefined);
    if (lines.length > 0) await this.#append(`${lines.join("\n")}\n`);
  }

  async recordState(state: StateRecord = {}): Promise<void> {
    await this.#append(`${stateLine(state)}\n`);
  }

  /** Waits for what is being written and closes the file; what is recorded afterwards is rejected. */
  close(): Promise<void> {
    this.#closed ??= this.#lastWrite.then(() => this.#file.close());
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #append(text: string): Promise<void> {
    const write = this.#lastWrite.then(() => this.#write(text));
    this.#lastWrite = write.catch(() => {});
    return write;
  }

  async #write(text: string): Promise<void> {
    const separator = this.#isTorn ? "\n" : "";
    this.#isTorn = true;
    await this.#file.appendFile(separator + text);
    this.#isTorn = false;
  }
}

async function endsWithNewline(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
