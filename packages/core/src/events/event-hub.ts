import type { Event } from "@codex/protocol";
import { EventQueue } from "./event-queue.js";

/** One reader of a conversation's events. Its functions must not throw. */
export interface EventListener {
  onEvent(event: Event): void;
  /** The conversation is over; no event follows. */
  onClose?(): void;
  /** Undefined while the listener keeps up; otherwise a promise that settles when it has caught up. */
  pressure?(): Promise<void> | undefined;
}

const QUEUE_CAPACITY = 8192;
const BACKLOG_CAPACITY = 4096;
/** How long the engine waits for listeners that lag before it goes on without them. */
const PRESSURE_LIMIT_MS = 2_000;
const DROPPABLE = new Set<string>([
  "agent_message_delta",
  "agent_reasoning_delta",
  "agent_reasoning_raw_content_delta",
  "exec_command_output_delta",
]);

/** Deltas may be left out for a reader that lags: the item that they build follows whole. */
export function isDroppableEvent(event: Event): boolean {
  return DROPPABLE.has(event.msg.type);
}

/**
 * Gives every event to every listener.
 * Differs from codex-rs: there two listeners take events from each other.
 * Events from before the first listener are kept for it.
 */
export class EventHub {
  readonly #listeners = new Set<EventListener>();
  #backlog: Event[] | undefined = [];
  #closed = false;
  #stalled = false;

  publish(event: Event): void {
    if (this.#closed) return;
    if (this.#backlog !== undefined) this.#keep(event);
    for (const listener of this.#listeners) listener.onEvent(event);
  }

  subscribe(listener: EventListener): Disposable {
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

  /** Like `subscribe`, but leaves the events from before to the first listener that subscribes. */
  observe(listener: EventListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Iterates the events from now on (the first reader: from the start); ends with the conversation or the signal. */
  async *events(signal?: AbortSignal): AsyncGenerator<Event, void> {
    const queue = new EventQueue<Event>({ capacity: QUEUE_CAPACITY, isDroppable: isDroppableEvent });
    using _subscription = this.subscribe({
      onEvent: (event) => queue.push(event),
      onClose: () => queue.close(),
      pressure: () => queue.pressure(),
    });
    const stop = () => queue.close();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      if (signal?.aborted) return;
      yield* queue;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /**
   * What a producer of many events awaits between them: undefined when every listener keeps up. A listener that does
   * not catch up within 2 s is no longer waited for until it has, so a dead reader stops nobody.
   */
  pressure(): Promise<void> | undefined {
    let lagging: Promise<void>[] | undefined;
    for (const listener of this.#listeners) {
      const pressure = listener.pressure?.();
      if (pressure === undefined) continue;
      lagging ??= [];
      lagging.push(pressure);
    }
    if (lagging === undefined) {
      this.#stalled = false;
      return undefined;
    }
    if (this.#stalled) return undefined;
    return this.#waitFor(Promise.all(lagging));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#listeners) listener.onClose?.();
    this.#listeners.clear();
  }

  async #waitFor(caughtUp: Promise<unknown>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<"stalled">((resolve) => {
      timer = setTimeout(() => resolve("stalled"), PRESSURE_LIMIT_MS);
    });
    const outcome = await Promise.race([caughtUp, limit]);
    clearTimeout(timer);
    this.#stalled = outcome === "stalled";
  }

  #keep(event: Event): void {
    if (this.#backlog === undefined) return;
    if (this.#backlog.length >= BACKLOG_CAPACITY)
      this.#backlog = this.#backlog.filter((kept) => !isDroppableEvent(kept));
    if (this.#backlog.length < BACKLOG_CAPACITY) this.#backlog.push(event);
  }
}
