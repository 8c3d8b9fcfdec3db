import { waitWithin } from "../wait-within.js";
import { EventQueue, type IsDroppable } from "./event-queue.js";

/** One listener. Its functions must not throw. */
export interface EventListener<Event> {
  onEvent(event: Event): void;
  /** Called after the last event. */
  onClose?(): void;
  /** Undefined while the listener keeps up; otherwise a promise that settles when it has caught up. */
  pressure?(): Promise<void> | undefined;
}

const QUEUE_CAPACITY = 8192;
const BACKLOG_CAPACITY = 4096;
/** How long the engine waits for slow listeners before it continues without them. */
const PRESSURE_LIMIT_MS = 2_000;

/**
 * Sends every event to every listener. Events from before the first listener are kept for it.
 *
 * Differs from codex-rs, where two listeners take events from each other.
 */
export class EventHub<Event> {
  readonly #mayBeLost: IsDroppable<Event>;
  readonly #listeners = new Set<EventListener<Event>>();
  #backlog: Event[] | undefined = [];
  #closed = false;
  #stalled = false;

  /** @param mayBeLost Whether a listener that lags may go without an event. */
  constructor(mayBeLost: IsDroppable<Event>) {
    this.#mayBeLost = mayBeLost;
  }

  publish(event: Event): void {
    if (this.#closed) return;
    if (this.#backlog !== undefined) this.#keep(event);
    for (const listener of this.#listeners) listener.onEvent(event);
  }

  subscribe(listener: EventListener<Event>): Disposable {
    const backlog = this.#backlog ?? [];
    this.#backlog = undefined;
    for (const event of backlog) listener.onEvent(event);
    if (this.#closed) {
      listener.onClose?.();
      return { [Symbol.dispose]: () => {} };
    }
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Like `subscribe`, but leaves earlier events to the first listener that subscribes. */
  observe(listener: EventListener<Event>): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Iterates the events from this call on, not from the first step (the first reader gets all events). Ends with the hub or the signal. */
  events(signal?: AbortSignal): AsyncGenerator<Event, void> {
    const queue = new EventQueue<Event>({ capacity: QUEUE_CAPACITY, isDroppable: this.#mayBeLost });
    if (signal?.aborted === true) {
      queue.close();
      return queue[Symbol.asyncIterator]();
    }
    const subscription = this.subscribe({
      onEvent: (event) => queue.push(event),
      onClose: () => queue.close(),
      pressure: () => queue.pressure(),
    });
    const stop = () => {
      signal?.removeEventListener("abort", stop);
      subscription[Symbol.dispose]();
      queue.close();
    };
    signal?.addEventListener("abort", stop, { once: true });
    return endedBy(stop, queue[Symbol.asyncIterator]());
  }

  /**
   * Producers of many events await this between them. Undefined when every listener keeps up. A listener that does not catch up within 2 s
   * is no longer waited for until it has, so a dead reader blocks nobody.
   */
  pressure(): Promise<void> | undefined {
    const lag = this.lag();
    if (lag === undefined) {
      this.#stalled = false;
      return undefined;
    }
    return this.#stalled ? undefined : this.#waitFor(lag);
  }

  /** Undefined when every listener keeps up, otherwise settles when all have caught up, with no time limit. */
  lag(): Promise<void> | undefined {
    let lagging: Promise<void>[] | undefined;
    for (const listener of this.#listeners) {
      const pressure = listener.pressure?.();
      if (pressure === undefined) continue;
      lagging ??= [];
      lagging.push(pressure);
    }
    return lagging && Promise.all(lagging).then(() => undefined);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#listeners) listener.onClose?.();
    this.#listeners.clear();
  }

  async #waitFor(caughtUp: Promise<void>): Promise<void> {
    const { type } = await waitWithin(caughtUp, { ms: PRESSURE_LIMIT_MS });
    this.#stalled = type === "late";
  }

  #keep(event: Event): void {
    if (this.#backlog === undefined) return;
    if (this.#backlog.length >= BACKLOG_CAPACITY)
      this.#backlog = this.#backlog.filter((kept) => !this.#mayBeLost(kept));
    if (this.#backlog.length < BACKLOG_CAPACITY) this.#backlog.push(event);
  }
}

/** Wraps the iteration so that `stop` is called when it ends, even if the reader leaves before the first step. */
function endedBy<Event>(stop: () => void, events: AsyncGenerator<Event, void>): AsyncGenerator<Event, void> {
  const ending = <Result>(result: Promise<Result>): Promise<Result> => result.finally(stop);
  return {
    next: () =>
      events.next().then(
        (step) => {
          if (step.done === true) stop();
          return step;
        },
        (error: unknown) => {
          stop();
          throw error;
        },
      ),
    return: () => ending(events.return()),
    throw: (error) => ending(events.throw(error)),
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return();
    },
  };
}
