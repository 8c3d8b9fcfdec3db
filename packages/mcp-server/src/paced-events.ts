import { isDelta } from "@codex/conversation-wire";
import type { Event } from "@codex/protocol";
import { PacedSender } from "@codex/thread-host";

/** Sends a conversation's events to a client; one that lags goes without deltas. */
export class PacedEvents extends PacedSender<Event> {
  /** @param send May give the same promise for events that leave together. */
  constructor(send: (event: Event) => Promise<void>) {
    super(send, isDelta);
  }
}
