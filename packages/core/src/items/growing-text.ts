/** So many pieces become one. */
const PIECES = 256;

/**
 * A text that comes in many small pieces. Adding to a string keeps all pieces, and a node of their tree for each, until somebody reads
 * it: ten times the memory of the text.
 */
export class GrowingText {
  #text = "";
  #pieces: string[] = [];
  #length = 0;

  /** In UTF-16 code units, as that of a string. */
  get length(): number {
    return this.#length;
  }

  add(piece: string): void {
    this.#length += piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length >= PIECES) this.#join();
  }

  /** All of it so far. */
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
