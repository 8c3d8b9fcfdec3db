import { constants, fstatSync, type Stats } from "node:fs";
import { type FileHandle, mkdir, open, stat } from "node:fs/promises";
import path from "node:path";
import { isNotFound } from "@codex/private-files";
import { type SpareFile, spareFiles, sparingFiles } from "../files/spare-files.js";
import { otherPlaceOf } from "./rollout-path.js";
import { writeBytes } from "./write-bytes.js";

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_RDWR } = constants;

const LINE_END = Buffer.from("\n");

/** How long the file of an idle session stays open. */
const IDLE_MS = 250;
/** The most idle files to keep open: hundreds of sessions that start at once must leave descriptors for the turns of others. */
const MAX_IDLE = 64;

/** The file to write to no longer exists. */
export class FileRemovedError extends Error {
  override readonly name = "FileRemovedError";
}

/**
 * A file that lines are appended to, one write at a time. It is open only while it is being written to, so that a thousand idle
 * sessions hold no descriptors. Other processes may move, truncate or write it meanwhile.
 */
export class SessionFile implements SpareFile {
  #path: string;
  #handle: FileHandle | undefined;
  #closing: ReturnType<typeof setTimeout> | undefined;
  /** Undefined before the first write. */
  #expectedSize: number | undefined;
  /** A crash or a failed write may have left a partial line, which must not merge with the next one. */
  #isTorn = false;
  #isShared = false;
  /** How many bytes this process has written or read; undefined before that. */
  #knownSize: number | undefined;
  /** Another process has written lines that this one does not know. */
  #isOvertaken = false;
  /** If false, the next write creates the file. */
  #isThere: boolean;

  /** `knownSize`: how many of its bytes were read. */
  constructor(
    filePath: string,
    { isNew, knownSize }: { readonly isNew: boolean; readonly knownSize?: number | undefined },
  ) {
    this.#path = filePath;
    this.#isThere = !isNew;
    this.#knownSize = knownSize;
  }

  /** Its path, which changes when it is archived or unarchived. */
  get path(): string {
    return this.#path;
  }

  /** Whether another process has changed the file since our first write. */
  get isShared(): boolean {
    return this.#isShared;
  }

  /** Whether another process has written lines that this one does not know. */
  async isOvertaken(): Promise<boolean> {
    // A failed write of ours leaves a partial line.
    if (this.#knownSize === undefined || this.#isTorn) return this.#isOvertaken;
    if (!this.#isOvertaken) this.#noteSize(await this.#sizeNow());
    return this.#isOvertaken;
  }

  /** Undefined if the file is gone. */
  async #sizeNow(): Promise<number | undefined> {
    if (this.#handle !== undefined) return fstatSync(this.#handle.fd).size;
    return (await statOf([this.#path, otherPlaceOf(this.#path)]))?.size;
  }

  /** Opens the existing file and makes it accessible only to its owner. */
  open(): Promise<void> {
    return this.#using(async () => (await this.#opened()).chmod(0o600));
  }

  /**
   * Rejects with `FileRemovedError`, after which the next write creates the file again, or with errors of the file system, for
   * example if the file to create already exists.
   */
  append(lines: Buffer): Promise<void> {
    return this.#using(async () => {
      const handle = this.#isThere ? await this.#current() : await this.#made();
      const { size } = fstatSync(handle.fd);
      if (!this.#isTorn) this.#noteSize(size);
      if (size !== this.#expectedSize) await this.#checkAgain(handle, size);
      await this.#write(handle, this.#isTorn ? Buffer.concat([LINE_END, lines]) : lines, size);
    });
  }

  /** Later writes open it again. */
  async close(): Promise<void> {
    this.#leaveIdle();
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** The same for an idle file. Errors can be ignored, because its lines have been written. */
  closeSpare(): Promise<void> {
    return this.close().catch(() => undefined);
  }

  /** The file is not closed while it is in use. */
  async #using(work: () => Promise<void>): Promise<void> {
    this.#leaveIdle();
    try {
      await work();
    } finally {
      await this.#becomeIdle();
    }
  }

  #leaveIdle(): void {
    clearTimeout(this.#closing);
    spareFiles.delete(this);
  }

  async #becomeIdle(): Promise<void> {
    if (this.#handle === undefined) return;
    this.#closing = setTimeout(() => void this.closeSpare(), IDLE_MS).unref();
    spareFiles.add(this);
    const [longest] = spareFiles;
    if (spareFiles.size > MAX_IDLE) await longest?.closeSpare();
  }

  /** Creates it, readable only by its owner. */
  async #made(): Promise<FileHandle> {
    await mkdir(path.dirname(this.#path), { recursive: true, mode: 0o700 });
    const flags = O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR;
    this.#handle = await sparingFiles(() => open(this.#path, flags, 0o600));
    this.#isThere = true;
    this.#knownSize = 0;
    this.#expectedSize = 0;
    this.#isTorn = false;
    return this.#handle;
  }

  /** The file that is at its place now: an editor that saved it has put another one there. */
  async #current(): Promise<FileHandle> {
    const handle = await this.#opened();
    // Synchronous: for an open file the kernel answers immediately, and waiting for another thread takes longer, much longer on a busy
    // machine.
    if (fstatSync(handle.fd).nlink > 0) return handle;
    await this.close();
    return this.#opened();
  }

  async #opened(): Promise<FileHandle> {
    if (this.#handle !== undefined) return this.#handle;
    for (const place of [this.#path, otherPlaceOf(this.#path)]) {
      if (this.#handle !== undefined || place === undefined) continue;
      this.#handle = await openIfThere(place);
      if (this.#handle !== undefined) this.#path = place;
    }
    if (this.#handle === undefined) throw await this.#removed();
    return this.#handle;
  }

  async #write(handle: FileHandle, bytes: Buffer, size: number): Promise<void> {
    const wasTorn = this.#isTorn;
    this.#isTorn = true;
    try {
      // `appendFile` would write in pieces, and another process could write in between.
      for (let at = 0; at < bytes.length; ) at += await writeBytes(handle, bytes.subarray(at));
      this.#isTorn = false;
      this.#expectedSize = size + bytes.length;
      this.#knownSize = this.#expectedSize;
    } catch (error) {
      if (await this.#undoPartialWrite(handle, bytes, size)) this.#isTorn = wasTorn;
      throw error;
    }
  }

  /** Truncates what a failed write has left, so that it can be written again. Not if another process may have written after it. */
  async #undoPartialWrite(handle: FileHandle, { length }: Buffer, size: number): Promise<boolean> {
    const now = await handle.stat().catch(() => undefined);
    if (this.#isShared || now === undefined || now.size < size || now.size >= size + length) return false;
    this.#expectedSize = size;
    return handle.truncate(size).then(
      () => true,
      () => false,
    );
  }

  #noteSize(size: number | undefined): void {
    if (this.#knownSize !== undefined && size !== undefined && size > this.#knownSize) this.#isOvertaken = true;
  }

  async #removed(): Promise<FileRemovedError> {
    await this.close();
    this.#isThere = false;
    return new FileRemovedError(`${this.#path} was removed`);
  }

  /** The first time, or after another process's change. */
  async #checkAgain(handle: FileHandle, size: number): Promise<void> {
    // A failed write of ours leaves a partial line.
    this.#isShared ||= this.#expectedSize !== undefined && !this.#isTorn;
    this.#isTorn = !(await endsWithNewline(handle, size));
  }
}

/** Of the first one that exists. */
async function statOf(places: readonly (string | undefined)[]): Promise<Stats | undefined> {
  for (const place of places) {
    const found = place === undefined ? undefined : await stat(place).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await sparingFiles(() => open(file, O_APPEND | O_RDWR));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function endsWithNewline(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
