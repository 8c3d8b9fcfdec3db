import { HEAD_LIMIT_BYTES } from "./output-capture.js";

/** In bytes, of what is shown at once: wires encode it, and others wait until they have. */
const PIECE = 16 * 1024;

/** The start of an output that is shown as it comes, however long the output gets. */
export class OutputStart {
  #room = HEAD_LIMIT_BYTES;

  /** Hands on, as copies, what of the next bytes belongs to it. */
  show(bytes: Uint8Array, onOutput: (piece: Uint8Array) => void): void {
    const shown = bytes.subarray(0, this.#room);
    this.#room -= shown.length;
    for (let at = 0; at < shown.length; at += PIECE) onOutput(Uint8Array.from(shown.subarray(at, at + PIECE)));
  }
}
