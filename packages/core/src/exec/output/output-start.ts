import { HEAD_LIMIT_BYTES } from "./output-capture.js";

/** In bytes: the unit in which output is passed on. Encoding it for the wire blocks other work. */
const PIECE = 16 * 1024;

/**
 * Passes on the start of an output as it arrives, however long the output gets.
 *
 * Differs from codex-rs, which shows the first 10,000 pieces of up to 8 KiB: nobody reads 80 MB as they arrive, and every listener
 * would receive them. The end of the item contains this start as well, and the output's tail.
 */
export class OutputStart {
  #room = HEAD_LIMIT_BYTES;

  /** Passes on copies of the bytes that belong to the start. */
  show(bytes: Uint8Array, onOutput: (piece: Uint8Array) => void): void {
    const shown = bytes.subarray(0, this.#room);
    this.#room -= shown.length;
    for (let at = 0; at < shown.length; at += PIECE) onOutput(Uint8Array.from(shown.subarray(at, at + PIECE)));
  }
}
