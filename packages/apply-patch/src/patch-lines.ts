import type { SlicedWork } from "@codex/slices";

/** In characters: how much is processed in one step. */
const PIECE_LENGTH = 64 * 1024;

/**
 * Iterates over the lines of a patch. The text stays in one piece, because splitting megabytes would create hundreds of thousands
 * of strings.
 */
export class PatchLines {
  readonly #text: string;
  readonly #end: number;
  #start: number;

  /**
   * Covers the text from the offset `start`, at the start of a line, to `end`, at the end of one. No line is left if `start > end`.
   */
  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
  }

  /** The next line; undefined after the last. */
  get next(): string | undefined {
    return this.#start > this.#end ? undefined : this.#text.slice(this.#start, this.#lineEnd());
  }

  /** The offset of the next line, for `rowOf`. */
  get at(): number {
    return this.#start;
  }

  /** The number of the line at an offset, from 1. Counts lines, so it is for errors only. */
  rowOf(offset: number): number {
    let row = 1;
    for (let at = this.#text.indexOf("\n"); at !== -1 && at < offset; at = this.#text.indexOf("\n", at + 1)) row++;
    return row;
  }

  skip(): void {
    this.#start = this.#lineEnd() + 1;
  }

  /** Consumes all lines up to the first that does not begin with `+`, and returns them without it, with their endings. */
  *takeAdded(): SlicedWork<string> {
    if (this.next?.startsWith("+") !== true) return "";
    const other = /\n(?!\+)/g;
    other.lastIndex = this.#start;
    const end = Math.min(other.exec(this.#text)?.index ?? this.#end, this.#end);
    yield;
    const pieces: string[] = [];
    while (this.#start < end) {
      const newline = this.#text.indexOf("\n", this.#start + PIECE_LENGTH);
      const pieceEnd = newline === -1 ? end : Math.min(newline, end);
      // Not `replace`: its result is assembled at once when it is first read, and keeps V8's garbage collector busy for a fifth of
      // a second.
      pieces.push(
        this.#text
          .slice(this.#start + 1, pieceEnd)
          .split("\n+")
          .join("\n"),
        "\n",
      );
      this.#start = pieceEnd + 1;
      yield;
    }
    return pieces.join("");
  }

  #lineEnd(): number {
    const newline = this.#text.indexOf("\n", this.#start);
    return newline === -1 ? this.#end : Math.min(newline, this.#end);
  }
}
