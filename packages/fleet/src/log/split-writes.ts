import { randomUUID } from "node:crypto";

/** `ID/INDEX/COUNT`: a write that is larger than a message is split into several consecutive ones. */
export const WRITE_HEADER = "Codex-Write";

/** The state of the workspace at that point: JSON. */
export const WORKSPACE_HEADER = "Codex-Workspace";

/** Room for the subject and the headers, without the state of the workspace. */
const OVERHEAD_BYTES = 4096;
const SMALLEST_BYTES = 1024;
export const DEFAULT_MAX_PAYLOAD = 1024 * 1024;
/** A larger write is not one of ours. */
const MAX_WRITE_BYTES = 512 * 1024 * 1024;

export interface WritePart {
  readonly payload: Uint8Array;
  readonly header: string;
}

export function splitWrite(data: string, maxPayload = DEFAULT_MAX_PAYLOAD): WritePart[] {
  const bytes = new TextEncoder().encode(data);
  const size = Math.max(SMALLEST_BYTES, maxPayload - OVERHEAD_BYTES);
  const count = Math.max(1, Math.ceil(bytes.length / size));
  const id = randomUUID();
  return Array.from({ length: count }, (_, index) => ({
    payload: bytes.subarray(index * size, (index + 1) * size),
    header: `${id}/${index}/${count}`,
  }));
}

/** Joins the parts of writes. Drops a write whose writer was lost before its last part, and messages that are not the next part. */
export class WriteJoiner {
  #id = "";
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /** Returns the whole write with its last part. */
  add(payload: Uint8Array, header: string): string | undefined {
    const [id = "", index = "", count = ""] = header.split("/");
    if (id !== this.#id || index === "0") this.#drop();
    this.#id = id;
    this.#bytes += payload.length;
    if (index !== String(this.#parts.length) || this.#bytes > MAX_WRITE_BYTES) {
      this.#drop();
      return undefined;
    }
    this.#parts.push(payload);
    if (count !== String(this.#parts.length)) return undefined;
    const whole = Buffer.concat(this.#parts).toString("utf8");
    this.#drop();
    return whole;
  }

  #drop(): void {
    this.#id = "";
    this.#parts = [];
    this.#bytes = 0;
  }
}
