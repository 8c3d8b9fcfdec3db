import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { ThreadEventBody } from "@codex/core";
import { isDelta } from "../messages/delta.js";
import { type EventEnvelope, eventEnvelopeJson } from "../messages/event-envelope.js";

/** Events that wait to be written, from which on the engine is asked to wait. */
const MAX_WAITING = 2_000;
/** How long the end of an item waits for what the model is told of it, in milliseconds. */
const PATIENCE_MS = 2_000;

export interface EventPublisherOptions {
  readonly about: Omit<EventEnvelope, "events">;
  /** Puts everything that was told so far into the rollout. */
  readonly save: () => Promise<void>;
  /** Writes to the log of the thread's events. */
  readonly write: (data: string) => Promise<void>;
  /** Tells those who listen just now. */
  readonly tell: (data: string) => void;
  /** Called once, when an event could not be written: the turn is not ours any more, or the server was away for too long. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Puts what a thread says into the log of its events, in order: what has ended only once it is in the rollout, so that nothing that
 * anybody was told is lost. Events that come while others are written are written together. Deltas are only told.
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
    const { about, tell } = this.#options;
    if (isDelta(event)) {
      tell(eventEnvelopeJson({ ...about, events: [event] }));
      return;
    }
    this.#waiting.push(event);
    this.#news.resolve();
    this.#writing ??= this.#writeAll();
  }

  /** The ends of these items are in the rollout. */
  kept(itemIds: readonly string[]): void {
    for (const id of itemIds) this.#kept.add(id);
    this.#news.resolve();
  }

  /** Undefined while the log keeps up. */
  pressure(): Promise<void> | undefined {
    return this.#waiting.length < MAX_WAITING ? undefined : this.#writing;
  }

  /** Settles when everything is in the log, or could not be written. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { about, write, onFailure } = this.#options;
    try {
      while (this.#waiting.length > 0) {
        // What is told in the same moment is written together.
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
   * The engine writes the end of an item with what the model is told of it, so that nobody sees one without the other. It does so at
   * once, unless something else has to be told before: then the end is written alone.
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
