/** Unsent messages of one reader from which on the engine is asked to wait: more than a pipe takes only fills the memory. */
const ENOUGH_UNSENT = 100;
/** From so many on, those that may be lost are left out. */
const MAX_UNSENT = 2_000;

/** Sends messages to a reader and knows how many of them it has not read yet. */
export class PacedSender<Message> {
  readonly #send: (message: Message) => Promise<void>;
  readonly #mayBeLost: (message: Message) => boolean;
  #unsent = 0;
  /** The messages that leave last, and with what promise. */
  #last: { readonly sent: Promise<void>; count: number } = { sent: Promise.resolve(), count: 0 };

  /** @param send May give the same promise for messages that leave together. */
  constructor(send: (message: Message) => Promise<void>, mayBeLost: (message: Message) => boolean) {
    this.#send = send;
    this.#mayBeLost = mayBeLost;
  }

  send(message: Message): void {
    // Whole items follow their deltas, so a client that lags loses nothing for good.
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

  /** Undefined while the reader keeps up, otherwise settles when it has read what was sent so far. */
  pressure(): Promise<void> | undefined {
    return this.#unsent < ENOUGH_UNSENT ? undefined : this.#last.sent;
  }
}
