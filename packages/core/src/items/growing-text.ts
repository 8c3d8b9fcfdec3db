/** How many pieces are merged into one. */
const PIECES = 256;

/**
 * A text that arrives in many small pieces. Appending to a string keeps every piece and a tree node for each until the string is read,
 * which takes ten times the memory of the text.
 */
export class GrowingText {
  #text = "";
  #pieces: string[] = [];
  #length = 0;

  /** In UTF-16 code units, like the length of a string. */
  get length(): number {
    return this.#length;
  }

  add(piece: string): void {
    this.#length += piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length >= PIECES) this.#join();
  }

  /** The text so far. */
  toString(): string {
    this.#join();
    return this.#text;
  }

  #join(): void {
    if (this.#pieces.length === 0) return;
    this.#text += this.#pieces.join("");
    this.#pieces = [];
  }
}
