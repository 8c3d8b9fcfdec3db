import { ConnectionError } from "./connection-error.js";
import type { OutgoingText, Transport } from "./transport.js";

/** Messages that leave in one write. */
interface Batch {
  readonly messages: OutgoingText[];
  length: number;
  readonly out: PromiseWithResolvers<void>;
}

/**
 * What is handed to the transport at once, in characters; a longer message goes alone. As much as a pipe takes: more would
 * only wait in memory.
 */
const BATCH_LENGTH = 64 * 1024;

/** In characters. A message of this length and more lets whatever else waits have its turn before it is written. */
const LONG_MESSAGE = 1024 * 1024;

/**
 * The one writer of a connection. Messages leave in the order in which they came, joined into few writes. Callers that
 * wait for `send` feel the peer's pace; those that do not are stopped by `limit`.
 */
export class Outbox {
  readonly #transport: Transport;
  readonly #gather: (then: () => void) => void;
  readonly #limit: number;
  readonly #onFailure: (error: unknown) => void;
  #batches: Batch[] = [];
  #length = 0;
  #closed = false;
  #writing: Promise<void> | undefined;

  /** `limit` is in characters of unsent text; `onFailure` is called at most once. */
  constructor(options: { transport: Transport; limit: number; onFailure: (error: unknown) => void }) {
    this.#transport = options.transport;
    this.#gather = options.transport.gather ?? queueMicrotask;
    this.#limit = options.limit;
    this.#onFailure = options.onFailure;
  }

  /** Resolves when the message is out or never will be. Never rejects. */
  send(message: OutgoingText): Promise<void> {
    if (this.#closed) return Promise.resolve();
    // Only what waits before it counts: one message may be as long as it has to be.
    if (this.#length > this.#limit) {
      this.#fail(new ConnectionError("peer-stalled", `The peer has left ${this.#length} characters unread`));
      return Promise.resolve();
    }
    this.#length += message.text.length;
    const batch = this.#batchFor(message);
    batch.messages.push(message);
    batch.length += message.text.length;
    this.#writing ??= this.#write();
    // Shared by all of the batch: streams of many small messages would otherwise be mostly promises.
    return batch.out.promise;
  }

  /** Resolves when all that was sent so far is out or never will be. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  /** Drops what has not been written. */
  close(): void {
    this.#closed = true;
    for (const batch of this.#batches.splice(0)) batch.out.resolve();
  }

  async #write(): Promise<void> {
    // What comes at the same time leaves together.
    await new Promise<void>((resolve) => this.#gather(resolve));
    try {
      for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
        try {
          // Making it took its time already, and writing it takes some more.
          if (batch.length > LONG_MESSAGE) await new Promise((resolve) => setTimeout(resolve));
          await this.#transport.send(batch.messages);
        } finally {
          this.#length -= batch.length;
          batch.out.resolve();
        }
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#writing = undefined;
    }
  }

  #batchFor({ text }: OutgoingText): Batch {
    const last = this.#batches.at(-1);
    if (last !== undefined && last.length + text.length <= BATCH_LENGTH) return last;
    const batch: Batch = { messages: [], length: 0, out: Promise.withResolvers() };
    this.#batches.push(batch);
    return batch;
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.close();
    this.#onFailure(error);
  }
}
