import { ConnectionError } from "./connection-error.js";
import { Lanes } from "./lanes.js";
import type { OutgoingText, Transport } from "./transport.js";

/** More information about a message. */
export interface SendingOptions extends Omit<OutgoingText, "text"> {
  /** While the text is being encoded, only messages of the same lane, and those without one, wait. */
  readonly lane?: unknown;
}

/** Messages that are sent in one write. */
interface Batch {
  readonly messages: OutgoingText[];
  length: number;
  readonly out: PromiseWithResolvers<void>;
}

/** How many characters are written at once; a longer message is written alone. As much as a pipe holds: more would only wait in memory. */
const BATCH_LENGTH = 64 * 1024;

/** In characters. Other writers wait until a message of this length has been written. */
const LONG_MESSAGE = 1024 * 1024;

/**
 * The only writer of a connection. Messages are sent in order, except that a slow lane delays only itself, and combined into few writes.
 * Callers that await `send` follow the peer's pace; others are stopped by `limit`.
 */
export class Outbox {
  readonly #transport: Transport;
  readonly #gather: (then: () => void) => void;
  readonly #limit: number;
  readonly #onFailure: (error: unknown) => void;
  readonly #onLongWrite: ((written: Promise<void>) => void) | undefined;
  readonly #lanes = new Lanes();
  #batches: Batch[] = [];
  #length = 0;
  #closed = false;
  #writing: Promise<void> | undefined;

  /** `limit` is in characters of unsent text; `onFailure` is called at most once. */
  constructor(options: {
    transport: Transport;
    limit: number;
    onFailure: (error: unknown) => void;
    onLongWrite: ((written: Promise<void>) => void) | undefined;
  }) {
    this.#transport = options.transport;
    // Browsers refuse to call it as a method.
    this.#gather = options.transport.gather ?? ((then) => queueMicrotask(then));
    this.#limit = options.limit;
    this.#onFailure = options.onFailure;
    this.#onLongWrite = options.onLongWrite;
  }

  /** Resolves when the message has been written or never will be. Rejects only if its text does. */
  send(text: string | Promise<string>, options: SendingOptions): Promise<void> {
    const before = this.#lanes.before(options.lane);
    if (typeof text === "string" && before === undefined) return this.#place(text, options);
    const out = Promise.withResolvers<void>();
    const placed = Promise.all([text, before]).then(
      ([ready]) => void this.#place(ready, options).then(out.resolve),
      out.reject,
    );
    this.#lanes.hold(options.lane, placed);
    return out.promise;
  }

  #place(text: string, { relatesTo, isAnswer }: SendingOptions): Promise<void> {
    if (this.#closed) return Promise.resolve();
    // Only earlier messages count: a single message may have any length.
    if (this.#length > this.#limit) {
      this.#fail(new ConnectionError("peer-stalled", `The peer has left ${this.#length} characters unread`));
      return Promise.resolve();
    }
    this.#length += text.length;
    const batch = this.#batchFor(text);
    batch.messages.push({ text, relatesTo, isAnswer });
    batch.length += text.length;
    this.#writing ??= this.#write();
    // Shared by the whole batch: streams of many small messages would otherwise consist mostly of promises.
    return batch.out.promise;
  }

  /** Resolves when everything sent so far has been written or never will be. */
  async flush(): Promise<void> {
    await this.#lanes.settled();
    await this.#writing;
  }

  /** Drops what has not been written. */
  close(): void {
    this.#closed = true;
    for (const batch of this.#batches.splice(0)) batch.out.resolve();
  }

  async #write(): Promise<void> {
    // Messages that arrive at the same time are sent together.
    await new Promise<void>((resolve) => this.#gather(resolve));
    try {
      for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
        try {
          const written = this.#transport.send(batch.messages);
          if (batch.length >= LONG_MESSAGE) this.#onLongWrite?.(written);
          await written;
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

  #batchFor(text: string): Batch {
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
