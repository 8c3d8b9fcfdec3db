import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { ThreadEventBody } from "@codex/core";
import { isDelta } from "../messages/delta.js";
import { type EventEnvelope, eventEnvelopeJson } from "../messages/event-envelope.js";

/** With this many unwritten events, the engine has to wait. */
const MAX_WAITING = 2_000;
/** How long the end of an item waits for the engine to save it, in milliseconds. */
const PATIENCE_MS = 2_000;

export interface EventPublisherOptions {
  readonly about: Omit<EventEnvelope, "events">;
  /** Saves everything so far in the rollout. */
  readonly save: () => Promise<void>;
  /** Writes to the thread's event log. */
  readonly write: (data: string) => Promise<void>;
  /** Sends to clients that follow the thread right now. */
  readonly sendLive: (data: string) => void;
  /** Called once if an event could not be written: another worker has the turn, or the server was away for too long. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Writes a thread's events to its log, in order. The end of an item is written only after the rollout has it, so that nothing that clients
 * know can be lost. Events that arrive during a write are written together. Deltas are only sent live.
 */
export class EventPublisher {
  readonly #options: EventPublisherOptions;
  #waiting: ThreadEventBody[] = [];
  #writing: Promise<void> | undefined;
  /** Items whose ends are in the rollout. */
  readonly #kept = new Set<string>();
  #news = Promise.withResolvers<void>();
  #hasFailed = false;

  constructor(options: EventPublisherOptions) {
    this.#options = options;
  }

  push(event: ThreadEventBody): void {
    if (this.#hasFailed) return;
    const { about, sendLive } = this.#options;
    if (isDelta(event)) {
      sendLive(eventEnvelopeJson({ ...about, events: [event] }));
      return;
    }
    this.#waiting.push(event);
    this.#news.resolve();
    this.#writing ??= this.#writeAll();
  }

  /** Must be called once the ends of these items are in the rollout. */
  kept(itemIds: readonly string[]): void {
    for (const id of itemIds) this.#kept.add(id);
    this.#news.resolve();
  }

  /** Settles when more events may follow; undefined if they may now. */
  pressure(): Promise<void> | undefined {
    return this.#waiting.length < MAX_WAITING ? undefined : this.#writing;
  }

  /** Settles when everything is in the log, or writing has failed. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { about, write, onFailure } = this.#options;
    try {
      while (this.#waiting.length > 0) {
        // Collect events of the same tick.
        await setImmediate();
        const events = this.#waiting;
        this.#waiting = [];
        await this.#untilKept(events);
        await write(eventEnvelopeJson({ ...about, events }));
      }
    } catch (error) {
      this.#hasFailed = true;
      this.#waiting = [];
      onFailure(error);
    } finally {
      this.#writing = undefined;
    }
  }

  /**
   * The engine saves the end of an item together with its result for the model, usually at once. If an urgent event waits behind it, or
   * it takes too long, the end is saved alone.
   */
  async #untilKept(events: readonly ThreadEventBody[]): Promise<void> {
    const ended = events.flatMap((event) => (event.type === "item-ended" ? [event.item.id] : []));
    const limit = performance.now() + PATIENCE_MS;
    while (events.some(isUrgent) || !ended.every((id) => this.#kept.has(id))) {
      if (events.some(isUrgent) || this.#waiting.some(isUrgent) || performance.now() > limit) {
        await this.#options.save();
        break;
      }
      this.#news = Promise.withResolvers();
      await Promise.race([this.#news.promise, sleep(PATIENCE_MS, undefined, { ref: false })]);
    }
    for (const id of ended) this.#kept.delete(id);
  }
}

function isUrgent({ type }: ThreadEventBody): boolean {
  return type === "turn-ended" || type === "question-asked";
}
