import { EventHub } from "../events/event-hub.js";
import { mayBeLost, type ThreadEvent, type ThreadEventBody } from "../items/thread-event.js";
import { TurnRunner } from "./turn-runner.js";

/** What a session tells its listeners, and the turns that tell it. It is there before the session, whose MCP servers may ask. */
export class SessionEvents {
  readonly threadId: string;
  readonly hub = new EventHub<ThreadEvent>(mayBeLost);
  readonly turns = new TurnRunner((event) => this.publish(event));
  #count = 0;

  constructor(threadId: string) {
    this.threadId = threadId;
  }

  publish(event: ThreadEventBody): void {
    this.hub.publish({ threadId: this.threadId, number: this.#count++, ...event });
  }
}
