import { setImmediate } from "node:timers/promises";
import { mayBeLost, type ThreadEventBody } from "@codex/core";
import { type EventEnvelope, eventEnvelopeJson } from "../messages/event-envelope.js";

/** Events that wait to be written, from which on the engine is asked to wait. */
const MAX_WAITING = 2_000;

export interface EventPublisherOptions {
  readonly about: Omit<EventEnvelope, "events">;
  /** Settles when everything that was told so far is in the rollout. */
  readonly saved: () => Promise<void>;
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
  #hasFailed = false;

  constructor(options: EventPublisherOptions) {
    this.#options = options;
  }

  push(event: ThreadEventBody): void {
    if (this.#hasFailed) return;
    const { about, tell } = this.#options;
    if (mayBeLost(event)) {
      tell(eventEnvelopeJson({ ...about, events: [event] }));
      return;
    }
    this.#waiting.push(event);
    this.#writing ??= this.#writeAll();
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
    const { about, saved, write, onFailure } = this.#options;
    try {
      while (this.#waiting.length > 0) {
        // What is told in the same moment is written together.
        await setImmediate();
        const events = this.#waiting;
        this.#waiting = [];
        if (events.some(hasEnd)) await saved();
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
}

function hasEnd({ type }: ThreadEventBody): boolean {
  return type === "item-ended" || type === "turn-ended";
}
