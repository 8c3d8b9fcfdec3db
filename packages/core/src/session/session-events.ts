import { EventHub, type EventListener } from "../events/event-hub.js";
import { mayBeLost, type ThreadEvent, type ThreadEventBody } from "../items/thread-event.js";
import { TurnRunner } from "./turn-runner.js";

/** A session's event stream and its turns. Created before the session, because its MCP servers may already ask questions. */
export class SessionEvents {
  readonly threadId: string;
  readonly hub = new EventHub<ThreadEvent>(mayBeLost);
  readonly turns = new TurnRunner(this);
  /** Gets every event before the listeners do. */
  recorder: EventListener<ThreadEvent> | undefined;
  #count = 0;
  #holds = 0;
  readonly #held: ThreadEvent[] = [];

  constructor(threadId: string) {
    this.threadId = threadId;
  }

  publish(event: ThreadEventBody): void {
    const numbered = { threadId: this.threadId, number: this.#count++, ...event };
    this.recorder?.onEvent(numbered);
    if (this.#holds > 0 || this.#held.length > 0) this.#held.push(numbered);
    else this.hub.publish(numbered);
  }

  /** Holds back events from the listeners until disposed; then delivers them all. */
  hold(): Disposable {
    this.#holds++;
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (isOver) return;
        isOver = true;
        this.#holds--;
        if (this.#holds === 0) this.#deliverHeld();
      },
    };
  }

  #deliverHeld(): void {
    // Events that a listener publishes meanwhile are appended to the queue.
    for (let [next] = this.#held; next !== undefined; [next] = this.#held) {
      this.hub.publish(next);
      this.#held.shift();
    }
  }
}
