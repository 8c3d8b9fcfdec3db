import type { RequestId } from "@codex/mcp-types/json-rpc";

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How many abandoned calls are remembered, because they may still be answered. */
const MAX_GIVEN_UP = 1000;

/** Our requests that the peer has not answered yet. */
export class PendingCalls {
  readonly #calls = new Map<RequestId, PendingCall>();
  /** The oldest first. */
  readonly #givenUp = new Set<RequestId>();
  #nextId = 0;

  /** `answer` settles with the first call of `resolve`, `reject` or `rejectAll`. */
  open(): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#calls.set(id, { resolve, reject });
    return { id, answer: promise };
  }

  has(id: RequestId): boolean {
    return this.#calls.has(id);
  }

  /** The peer's answer. Returns false if it matches no request. */
  resolve(id: RequestId, result: unknown): boolean {
    return this.#take(id, (call) => call.resolve(result)) || this.#givenUp.delete(id);
  }

  /** The same for an error. */
  reject(id: RequestId, error: unknown): boolean {
    return this.#take(id, (call) => call.reject(error)) || this.#givenUp.delete(id);
  }

  /** Stops waiting; the peer may still answer. Returns false if no such call is pending. */
  giveUp(id: RequestId, reason: unknown): boolean {
    if (!this.#take(id, (call) => call.reject(reason))) return false;
    this.#givenUp.add(id);
    const [oldest] = this.#givenUp;
    if (this.#givenUp.size > MAX_GIVEN_UP && oldest !== undefined) this.#givenUp.delete(oldest);
    return true;
  }

  /** Removes a call that was not sent; its answer never settles. */
  drop(id: RequestId): void {
    this.#calls.delete(id);
  }

  rejectAll(error: unknown): void {
    for (const id of [...this.#calls.keys()]) this.reject(id, error);
  }

  #take(id: RequestId, settle: (call: PendingCall) => void): boolean {
    const call = this.#calls.get(id);
    if (call === undefined) return false;
    this.#calls.delete(id);
    settle(call);
    return true;
  }
}
