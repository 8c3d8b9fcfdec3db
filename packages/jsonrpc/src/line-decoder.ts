import type { Incoming } from "./transport.js";

/** The default limit for a line, in characters. */
export const DEFAULT_MAX_LINE_LENGTH = 64 * 1024 * 1024;

/**
 * Splits a stream of UTF-8 chunks into lines at `
 * `. A carriage return before it, a byte order mark at the start and empty lines are skipped. A line beyond the limit is dropped and
 * reported once.
 */
export class LineDecoder {
  readonly #limit: number;
  readonly #utf8 = new TextDecoder();
  /** Appending to a string is cheap in V8 (a rope); only complete lines are flattened. */
  #rest = "";
  #skipping = false;

  /** `maxLineLength` is in characters. */
  constructor(maxLineLength: number = DEFAULT_MAX_LINE_LENGTH) {
    this.#limit = maxLineLength;
  }

  push(chunk: Uint8Array | string): Incoming[] {
    return this.#split(typeof chunk === "string" ? chunk : this.#utf8.decode(chunk, { stream: true }));
  }

  /** The last line need not end with a newline. */
  end(): Incoming[] {
    return this.#split(`${this.#utf8.decode()}\n`);
  }

  #split(text: string): Incoming[] {
    const found: Incoming[] = [];
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      this.#append(text.slice(start, end), found);
      this.#finishLine(found);
      start = end + 1;
    }
    this.#append(text.slice(start), found);
    return found;
  }

  #append(piece: string, found: Incoming[]): void {
    if (this.#skipping) return;
    this.#rest += piece;
    if (this.#rest.length <= this.#limit) return;
    this.#rest = "";
    this.#skipping = true;
    found.push({ type: "too-long", limit: this.#limit });
  }

  #finishLine(found: Incoming[]): void {
    const line = this.#rest.endsWith("\r") ? this.#rest.slice(0, -1) : this.#rest;
    this.#rest = "";
    this.#skipping = false;
    if (line.trim() !== "") found.push({ type: "text", text: line });
  }
}
