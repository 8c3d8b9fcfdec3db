import type { PendingRequests } from "./read-messages.js";

/** How often the SDK asks for the continuation of a stream before it gives up, without telling the requests that wait for it. */
export const RESUME_TRIES = 3;

interface BrokenStream {
  readonly waiting: PendingRequests;
  failures: number;
}

/** The requests that wait for the continuation of a stream of events, by the id of its last event. */
export class BrokenStreams {
  readonly #streams = new Map<string, BrokenStream>();

  /** The stream has come to another event. */
  move({ from, to }: { readonly from: string | undefined; readonly to: string }, waiting: PendingRequests): void {
    if (from !== undefined) this.#streams.delete(from);
    if (waiting.size > 0) this.#streams.set(to, { waiting, failures: 0 });
  }

  /** The requests that a continuation has to answer. */
  waitingFor(lastEvent: string | null): PendingRequests | undefined {
    return lastEvent === null ? undefined : this.#streams.get(lastEvent)?.waiting;
  }

  /** An attempt has failed. Returns whether it was the last one. */
  failed(lastEvent: string | null, isFinal: boolean): boolean {
    const stream = lastEvent === null ? undefined : this.#streams.get(lastEvent);
    if (stream === undefined || lastEvent === null) return false;
    stream.failures++;
    const isOver = isFinal || stream.failures >= RESUME_TRIES;
    if (isOver) this.#streams.delete(lastEvent);
    return isOver;
  }
}
