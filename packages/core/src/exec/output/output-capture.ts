import { countNewlines } from "./count-newlines.js";

/** How many bytes of a text are kept: half from its start, half from its end. */
const CAPTURE_LIMIT_BYTES = 640 * 1024;
/**
 * The bytes kept from the start. Also the limit for output that is shown as it arrives; later output is available at the end, as
 * far as it is kept.
 */
export const HEAD_LIMIT_BYTES = CAPTURE_LIMIT_BYTES / 2;

export interface CapturedText {
  /** The text, with invalid UTF-8 replaced by U+FFFD. If something was left out, a line in the middle says how much. */
  readonly text: string;
  /** Bytes left out of the middle; 0 for a text within the limit. */
  readonly omittedBytes: number;
  /** Lines of the whole text, including those left out. */
  readonly totalLines: number;
}

const NEWLINE = 10;

/** Keeps the head and tail of a byte stream of any length in bounded memory. */
export class OutputCapture {
  readonly #headLimit: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  /** A ring buffer, allocated when the head is full. */
  #tail: Buffer | undefined;
  #tailWritten = 0;
  #newlines = 0;
  #lastByte = NEWLINE;

  constructor(limitBytes: number = CAPTURE_LIMIT_BYTES) {
    this.#headLimit = Math.ceil(limitBytes / 2);
  }

  /** Appends a copy of the bytes, so the caller may reuse its buffer. */
  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#newlines += countNewlines(chunk);
    this.#lastByte = chunk[chunk.length - 1] ?? NEWLINE;
    const room = this.#headLimit - this.#headBytes;
    if (room > 0) {
      const part = Buffer.from(chunk.subarray(0, room));
      this.#head.push(part);
      this.#headBytes += part.length;
    }
    if (chunk.length > room) this.#appendToTail(room > 0 ? chunk.subarray(room) : chunk);
  }

  /** Whether nothing has arrived yet. */
  get isEmpty(): boolean {
    return this.#headBytes === 0;
  }

  /** An independent copy with the same content. */
  copy(): OutputCapture {
    const copy = new OutputCapture(2 * this.#headLimit);
    copy.#head.push(...this.#head);
    copy.#headBytes = this.#headBytes;
    copy.#tail = this.#tail && Buffer.from(this.#tail);
    copy.#tailWritten = this.#tailWritten;
    copy.#newlines = this.#newlines;
    copy.#lastByte = this.#lastByte;
    return copy;
  }

  read(): CapturedText {
    const head = Buffer.concat(this.#head);
    const tail = this.#readTail();
    const totalLines = this.#newlines + (this.#lastByte === NEWLINE ? 0 : 1);
    if (this.#tailWritten === tail.length)
      return { text: Buffer.concat([head, tail]).toString("utf8"), omittedBytes: 0, totalLines };
    const start = head.subarray(0, wholeCharactersEnd(head));
    const end = tail.subarray(firstCharacterStart(tail));
    const omittedBytes = head.length + this.#tailWritten - start.length - end.length;
    const text = `${start.toString("utf8")}\n[... omitted ${omittedBytes} bytes ...]\n${end.toString("utf8")}`;
    return { text, omittedBytes, totalLines };
  }

  #appendToTail(chunk: Uint8Array): void {
    this.#tail ??= Buffer.allocUnsafe(this.#headLimit);
    const size = this.#tail.length;
    const kept = chunk.length > size ? chunk.subarray(chunk.length - size) : chunk;
    const at = (this.#tailWritten + chunk.length - kept.length) % size;
    const firstPart = Math.min(kept.length, size - at);
    this.#tail.set(kept.subarray(0, firstPart), at);
    this.#tail.set(kept.subarray(firstPart), 0);
    this.#tailWritten += chunk.length;
  }

  #readTail(): Buffer {
    if (this.#tail === undefined) return Buffer.alloc(0);
    if (this.#tailWritten <= this.#tail.length) return this.#tail.subarray(0, this.#tailWritten);
    const at = this.#tailWritten % this.#tail.length;
    return Buffer.concat([this.#tail.subarray(at), this.#tail.subarray(0, at)]);
  }
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** Where the last complete character ends, so that a cut never splits one. */
function wholeCharactersEnd(bytes: Uint8Array): number {
  let start = bytes.length - 1;
  while (start > bytes.length - 4 && isContinuation(bytes[start])) start--;
  const lead = bytes[start] ?? 0;
  const expected = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return start + expected > bytes.length ? start : bytes.length;
}

function firstCharacterStart(bytes: Uint8Array): number {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start++;
  return start;
}
