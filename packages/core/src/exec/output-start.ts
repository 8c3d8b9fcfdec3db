import { HEAD_LIMIT_BYTES } from "./output-capture.js";

/** The start of an output that is shown as it comes, however long the output gets. */
export class OutputStart {
  #room = HEAD_LIMIT_BYTES;

  /** What of the next bytes belongs to it, as a copy; undefined when it is whole. */
  take(bytes: Uint8Array): Uint8Array | undefined {
    if (this.#room <= 0) return undefined;
    const part = Uint8Array.from(bytes.subarray(0, this.#room));
    this.#room -= part.length;
    return part;
  }
}
