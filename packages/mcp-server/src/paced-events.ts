import { isDelta } from "@codex/conversation-wire";
import type { Event } from "@codex/protocol";
import { PacedSender } from "@codex/thread-host";

/** Sends a conversation's events to a client; a slow client does not get deltas. */
export class PacedEvents extends PacedSender<Event> {
  /** @param send May return the same promise for events that are sent together. */
  constructor(send: (event: Event) => Promise<void>) {
    super(send, isDelta);
  }
}
