import { HEAD_LIMIT_BYTES } from "./output-capture.js";

/** In bytes, of what is shown at once: wires encode it, and others wait until they have. */
const PIECE = 16 * 1024;

/**
 * The start of an output that is shown as it comes, however long the output gets.
 *
 * Differs from codex-rs, which shows the first 10,000 pieces of up to 8 KiB: nobody reads 80 MB as they come, and each listener would be
 * sent them. The end of the item has this start too, and the output's end besides.
 */
export class OutputStart {
  #room = HEAD_LIMIT_BYTES;

  /** Hands on, as copies, what of the next bytes belongs to it. */
  show(bytes: Uint8Array, onOutput: (piece: Uint8Array) => void): void {
    const shown = bytes.subarray(0, this.#room);
    this.#room -= shown.length;
    for (let at = 0; at < shown.length; at += PIECE) onOutput(Uint8Array.from(shown.subarray(at, at + PIECE)));
  }
}
