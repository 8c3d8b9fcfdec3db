import type { Event } from "@codex/protocol";
import { isDelta } from "./is-delta.js";

/** Unsent events of one reader from which on the engine is asked to wait, and deltas are left out. */
const MAX_UNSENT = 2_000;

type Send = (event: Event) => Promise<void>;

/** Sends a conversation's events to a client and knows how many of them it has not read yet. */
export class PacedEvents {
  readonly #send: Send;
  #unsent = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(send: Send) {
    this.#send = send;
  }

  send(event: Event): void {
    // Whole items follow their deltas, so a client that lags loses nothing for good.
    if (this.#unsent >= MAX_UNSENT && isDelta(event)) return;
    this.#unsent += 1;
    this.#last = this.#send(event).then(() => {
      this.#unsent -= 1;
    });
  }

  /** Undefined while the client keeps up, otherwise settles when it has read what was sent so far. */
  pressure(): Promise<void> | undefined {
    return this.#unsent < MAX_UNSENT ? undefined : this.#last;
  }
}
