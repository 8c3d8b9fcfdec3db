import { isDelta } from "@codex/conversation-wire";
import type { Event } from "@codex/protocol";

/** Unsent events of one reader from which on the engine is asked to wait, and deltas are left out. */
const MAX_UNSENT = 2_000;

/** May give the same promise for events that leave together. */
type Send = (event: Event) => Promise<void>;

/** Sends a conversation's events to a client and knows how many of them it has not read yet. */
export class PacedEvents {
  readonly #send: Send;
  #unsent = 0;
  /** The events that leave last, and with what promise. */
  #last: { readonly sent: Promise<void>; count: number } = { sent: Promise.resolve(), count: 0 };

  constructor(send: Send) {
    this.#send = send;
  }

  send(event: Event): void {
    // Whole items follow their deltas, so a client that lags loses nothing for good.
    if (this.#unsent >= MAX_UNSENT && isDelta(event)) return;
    this.#unsent += 1;
    const sent = this.#send(event);
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

  /** Undefined while the client keeps up, otherwise settles when it has read what was sent so far. */
  pressure(): Promise<void> | undefined {
    return this.#unsent < MAX_UNSENT ? undefined : this.#last.sent;
  }
}
