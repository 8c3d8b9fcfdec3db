import type { RequestId } from "@codex/mcp-types/json-rpc";

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Our requests that the peer has not answered yet. */
export class PendingCalls {
  readonly #calls = new Map<RequestId, PendingCall>();
  #nextId = 0;

  /** `answer` settles with what `resolve`, `reject` or `rejectAll` is told first. */
  open(): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#calls.set(id, { resolve, reject });
    return { id, answer: promise };
  }

  has(id: RequestId): boolean {
    return this.#calls.has(id);
  }

  /** False when no such call is waiting. */
  resolve(id: RequestId, result: unknown): boolean {
    return this.#take(id, (call) => call.resolve(result));
  }

  /** False when no such call is waiting. */
  reject(id: RequestId, error: unknown): boolean {
    return this.#take(id, (call) => call.reject(error));
  }

  /** Its answer will never settle; for a call that did not go out. */
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
