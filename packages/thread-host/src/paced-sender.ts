/** With this many unsent messages to one reader, the engine is asked to wait: more than a pipe holds only fills the memory. */
const ENOUGH_UNSENT = 100;
/** With this many unsent messages, droppable ones are left out. */
const MAX_UNSENT = 2_000;

/** Sends messages to a reader, and tracks how many it has not read yet. */
export class PacedSender<Message> {
  readonly #send: (message: Message) => Promise<void>;
  readonly #mayBeLost: (message: Message) => boolean;
  #unsent = 0;
  /** The promise of the latest messages, and their number. */
  #last: { readonly sent: Promise<void>; count: number } = { sent: Promise.resolve(), count: 0 };

  /** @param send May return the same promise for messages that are written together. */
  constructor(send: (message: Message) => Promise<void>, mayBeLost: (message: Message) => boolean) {
    this.#send = send;
    this.#mayBeLost = mayBeLost;
  }

  send(message: Message): void {
    // Complete items follow their deltas, so a slow client loses nothing in the end.
    if (this.#unsent >= MAX_UNSENT && this.#mayBeLost(message)) return;
    this.#unsent += 1;
    const sent = this.#send(message);
    if (sent === this.#last.sent) {
      this.#last.count += 1;
      return;
    }
    const group = { sent, count: 1 };
    this.#last = group;
    void sent.then(() => {
      this.#unsent -= group.count;
    });
  }

  /** Undefined while the reader keeps up; otherwise settles when it has read everything sent so far. */
  pressure(): Promise<void> | undefined {
    return this.#unsent < ENOUGH_UNSENT ? undefined : this.#last.sent;
  }
}
