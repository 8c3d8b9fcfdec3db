/** Longer messages are refused, so that a server cannot fill our memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Splits a stream of bytes into lines, at `
 * ` only.
 */
export class LineSplitter {
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  /** A line was too long; nothing more is returned. */
  get overflowed(): boolean {
    return this.#pendingBytes > MAX_LINE_BYTES;
  }

  push(chunk: Buffer): string[] {
    if (this.overflowed) return [];
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      this.#pending.push(chunk.subarray(start, end));
      lines.push(Buffer.concat(this.#pending).toString("utf8"));
      this.#pending = [];
      this.#pendingBytes = 0;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    this.#pendingBytes += rest.length;
    if (this.overflowed) this.#pending = [];
    else if (rest.length > 0) this.#pending.push(rest);
    return lines;
  }
}
