import type { JsMsg } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { SUBJECTS, threadOfSubject } from "../connection/names.js";
import { handBack, MAX_PAUSE_MS } from "./delivery.js";

interface HeldTurn {
  readonly message: JsMsg;
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * Turns that cannot run now, most of them because of an earlier turn of their thread. They are given back to the queue after a pause; the
 * next of a thread at once when a turn of it has ended, here or on another worker.
 */
export class WaitingTurns {
  readonly #connection: Fleet["connection"];
  readonly #held = new Map<string, HeldTurn[]>();
  readonly #stopped: AbortSignal;

  /** At the signal, all are given back at once. */
  constructor({ connection }: Pick<Fleet, "connection">, stopped: AbortSignal) {
    this.#connection = connection;
    this.#stopped = stopped;
    const subscription = connection.subscribe(SUBJECTS.endedOfAll, {
      callback: (error, { subject }) => {
        if (error === null) this.#release(threadOfSubject(subject));
      },
    });
    const stop = () => {
      subscription.unsubscribe();
      for (const [threadId, held] of this.#held) for (const turn of held) this.#handBack(threadId, turn);
    };
    stopped.addEventListener("abort", stop, { once: true });
  }

  /** Long pauses are the queue's: it would take a turn that is held here for that long for lost. */
  giveBack(message: JsMsg, threadId: string, pauseMs: number): void {
    if (this.#stopped.aborted || pauseMs > MAX_PAUSE_MS) return handBack(message, pauseMs);
    const held = this.#held.get(threadId) ?? [];
    const timer = setTimeout(() => this.#handBack(threadId, turn), pauseMs);
    const turn = { message, timer };
    this.#held.set(threadId, [...held, turn]);
  }

  /** Tells all workers that a turn of the thread has ended, and that its lease is free. */
  turnEnded(threadId: string): void {
    if (!this.#connection.isClosed()) this.#connection.publish(SUBJECTS.ended(threadId));
  }

  #release(threadId: string): void {
    const [first, ...others] = this.#held.get(threadId) ?? [];
    if (first === undefined) return;
    this.#handBack(
      threadId,
      others.reduce((earliest, turn) => (turn.message.seq < earliest.message.seq ? turn : earliest), first),
    );
  }

  #handBack(threadId: string, turn: HeldTurn): void {
    clearTimeout(turn.timer);
    const others = (this.#held.get(threadId) ?? []).filter((held) => held !== turn);
    if (others.length === 0) this.#held.delete(threadId);
    else this.#held.set(threadId, others);
    handBack(turn.message);
  }
}
