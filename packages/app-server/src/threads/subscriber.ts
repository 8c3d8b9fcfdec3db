import type { RequestContext } from "@codex/jsonrpc";
import { PacedSender } from "@codex/thread-host";
import type { AppClient } from "../app-client.js";
import { canBeDropped, type Notification } from "../turns/notification.js";

/** A client that is subscribed to one thread. */
export class Subscriber {
  readonly client: AppClient;
  readonly #sender: PacedSender<Notification>;
  /** Actions that wait until all holds are released. */
  #held: (() => void)[] = [];
  #holds = 0;

  constructor(client: AppClient, threadId: string) {
    this.client = client;
    this.#sender = new PacedSender<Notification>(
      (notification) => client.forward(notification, threadId),
      canBeDropped,
    );
  }

  /** Delays notifications until the request is answered: the effects of a request come after its answer. */
  holdFor(context: RequestContext): void {
    this.#holds += 1;
    context.afterAnswer(() => this.#release());
  }

  /** Delays notifications until the promise settles. */
  holdUntil(settled: Promise<unknown>): void {
    this.#holds += 1;
    const release = () => this.#release();
    settled.then(release, release);
  }

  #release(): void {
    this.#holds -= 1;
    if (this.#holds === 0) for (const action of this.#held.splice(0)) action();
  }

  notify(notification: Notification): void {
    if (this.#holds > 0) this.#held.push(() => this.#sender.send(notification));
    else this.#sender.send(notification);
  }

  /** Runs the action after all earlier notifications have been passed on. */
  inOrder(action: () => void): void {
    if (this.#holds > 0) this.#held.push(action);
    else action();
  }

  /** Undefined while the client keeps up; otherwise settles when it has read everything sent so far. */
  pressure(): Promise<void> | undefined {
    return this.#sender.pressure();
  }
}
