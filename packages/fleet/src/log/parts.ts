import { randomUUID } from "node:crypto";

/** `ID/INDEX/COUNT`: a write that is larger than a message is in several, one behind the other. */
export const WRITE_HEADER = "Codex-Write";

/** The workspace as it is by then: JSON. */
export const WORKSPACE_HEADER = "Codex-Workspace";

/** Room for the subject and the headers. */
const OVERHEAD_BYTES = 4096;
const SMALLEST_BYTES = 1024;
const DEFAULT_MAX_PAYLOAD = 1024 * 1024;

export interface Part {
  readonly payload: Uint8Array;
  readonly header: string;
}

export function partsOf(data: string, maxPayload = DEFAULT_MAX_PAYLOAD): Part[] {
  const bytes = new TextEncoder().encode(data);
  const size = Math.max(SMALLEST_BYTES, maxPayload - OVERHEAD_BYTES);
  const count = Math.max(1, Math.ceil(bytes.length / size));
  const id = randomUUID();
  return Array.from({ length: count }, (_, index) => ({
    payload: bytes.subarray(index * size, (index + 1) * size),
    header: `${id}/${index}/${count}`,
  }));
}

/** Puts the parts of writes together again. A write whose writer was lost before its last part counts for nothing. */
export class PartJoiner {
  #id = "";
  #parts: Uint8Array[] = [];

  /** The whole, with its last part. */
  add(payload: Uint8Array, header: string): string | undefined {
    const [id = "", index, count] = header.split("/");
    if (id !== this.#id || Number(index) === 0) this.#parts = [];
    this.#id = id;
    this.#parts.push(payload);
    if (Number(index) !== Number(count) - 1 || this.#parts.length !== Number(count)) return undefined;
    return Buffer.concat(this.#parts).toString("utf8");
  }
}
