import type { RequestContext } from "@codex/jsonrpc";
import { PacedSender } from "@codex/thread-host";
import type { AppClient } from "../app-client.js";
import { mayBeLost, type Told } from "../turns/tell.js";

/** A client that hears of one thread. */
export class Subscriber {
  readonly client: AppClient;
  readonly #sender: PacedSender<Told>;
  /** What waits for answers that are to come first. */
  #held: (() => void)[] = [];
  #holds = 0;

  constructor(client: AppClient, threadId: string) {
    this.client = client;
    this.#sender = new PacedSender<Told>((told) => client.forward(told, threadId), mayBeLost);
  }

  /** Keeps back what is told of the thread until the request is answered: what it begins is told after its answer. */
  holdFor(context: RequestContext): void {
    this.#holds += 1;
    context.afterAnswer(() => this.#release());
  }

  /** Keeps back what is told of the thread until the promise settles. */
  holdUntil(settled: Promise<unknown>): void {
    this.#holds += 1;
    const release = () => this.#release();
    settled.then(release, release);
  }

  #release(): void {
    this.#holds -= 1;
    if (this.#holds === 0) for (const action of this.#held.splice(0)) action();
  }

  tell(told: Told): void {
    if (this.#holds > 0) this.#held.push(() => this.#sender.send(told));
    else this.#sender.send(told);
  }

  /** Does something when what was told before is on its way. */
  inOrder(action: () => void): void {
    if (this.#holds > 0) this.#held.push(action);
    else action();
  }

  /** Undefined while the client keeps up, otherwise settles when it has read what was sent so far. */
  pressure(): Promise<void> | undefined {
    return this.#sender.pressure();
  }
}
