import type { SlicedWork } from "@codex/slices";

/** So much is changed in one step, in characters. */
const PIECE_LENGTH = 64 * 1024;

/**
 * Goes through the lines of a patch from the first to the last. The text stays in one piece: taken apart, one of megabytes would be
 * hundreds of thousands of small ones.
 */
export class PatchLines {
  readonly #text: string;
  readonly #end: number;
  #start: number;

  /** From the offset `start` of the text, where a line begins, to `end`, where one ends. No line is left when `start > end`. */
  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
  }

  /** The next line, undefined behind the last. */
  get next(): string | undefined {
    return this.#start > this.#end ? undefined : this.#text.slice(this.#start, this.#lineEnd());
  }

  /** The offset of the next line, for `rowOf`. */
  get at(): number {
    return this.#start;
  }

  /** The number of the line at an offset, from 1. It is counted: for errors alone. */
  rowOf(offset: number): number {
    let row = 1;
    for (let at = this.#text.indexOf("\n"); at !== -1 && at < offset; at = this.#text.indexOf("\n", at + 1)) row++;
    return row;
  }

  skip(): void {
    this.#start = this.#lineEnd() + 1;
  }

  /** Takes all lines up to the first that does not begin with `+`, and gives them without it, each with its end. */
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
      // Not `replace`: what that gives is put together when it is read, all at once, and keeps V8 collecting for a fifth of a second.
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
