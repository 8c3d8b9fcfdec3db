import { ConnectionError } from "./connection-error.js";
import type { OutgoingText, Transport } from "./transport.js";

interface Entry {
  readonly message: OutgoingText;
  readonly done: () => void;
}

/** What is handed to the transport at once, in characters; a longer message goes alone. */
const BATCH_LENGTH = 256 * 1024;

/**
 * The one writer of a connection. Messages leave in the order in which they came, joined into few writes. Callers that
 * wait for `send` feel the peer's pace; those that do not are stopped by `limit`.
 */
export class Outbox {
  readonly #transport: Transport;
  readonly #limit: number;
  readonly #onFailure: (error: unknown) => void;
  #entries: Entry[] = [];
  #length = 0;
  #closed = false;
  #writing: Promise<void> | undefined;

  /** `limit` is in characters of unsent text; `onFailure` is called at most once. */
  constructor(options: { transport: Transport; limit: number; onFailure: (error: unknown) => void }) {
    this.#transport = options.transport;
    this.#limit = options.limit;
    this.#onFailure = options.onFailure;
  }

  /** Resolves when the message is out or never will be. Never rejects. */
  send(message: OutgoingText): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#length += message.text.length;
    if (this.#length > this.#limit) {
      this.#fail(new ConnectionError("peer-stalled", `The peer has left ${this.#length} characters unread`));
      return Promise.resolve();
    }
    return new Promise((done) => {
      this.#entries.push({ message, done });
      this.#writing ??= this.#write();
    });
  }

  /** Resolves when all that was sent so far is out or never will be. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  /** Drops what has not been written. */
  close(): void {
    this.#closed = true;
    for (const entry of this.#entries.splice(0)) entry.done();
  }

  async #write(): Promise<void> {
    // Messages of the same tick share a write.
    await Promise.resolve();
    try {
      while (this.#entries.length > 0) {
        const batch = this.#takeBatch();
        await this.#transport.send(batch.map((entry) => entry.message)).finally(() => {
          for (const entry of batch) {
            this.#length -= entry.message.text.length;
            entry.done();
          }
        });
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#writing = undefined;
    }
  }

  #takeBatch(): Entry[] {
    let length = 0;
    let count = 0;
    for (const { message } of this.#entries) {
      length += message.text.length;
      if (count > 0 && length > BATCH_LENGTH) break;
      count += 1;
    }
    return this.#entries.splice(0, count);
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.close();
    this.#onFailure(error);
  }
}
