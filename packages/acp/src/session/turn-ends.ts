import type { Thread, TurnInfo } from "@codex/core";

/** Lets prompts wait for the ends of a thread's turns. */
export class TurnEnds {
  readonly #thread: Pick<Thread, "isClosed">;
  readonly #waiting = new Map<string, (turn: TurnInfo) => void>();
  /** Turns that ended while prompts were waiting: a short turn may end before its id is known here. */
  readonly #ended = new Map<string, TurnInfo>();
  #isClosed = false;

  constructor(thread: Pick<Thread, "isClosed">) {
    this.#thread = thread;
  }

  /** Resolves when the turn is over. A turn that ends with the thread counts as interrupted. */
  async of(turn: TurnInfo): Promise<TurnInfo> {
    const ended = this.#ended.get(turn.id);
    if (ended !== undefined) return ended;
    if (this.#thread.isClosed || this.#isClosed) return { ...turn, status: "interrupted" };
    const { promise, resolve } = Promise.withResolvers<TurnInfo>();
    const earlier = this.#waiting.get(turn.id);
    this.#waiting.set(turn.id, (end) => {
      earlier?.(end);
      resolve(end);
    });
    return promise;
  }

  /** `isAwaited`: whether somebody may still wait for this turn. */
  record(turn: TurnInfo, { isAwaited }: { readonly isAwaited: boolean }): void {
    if (isAwaited) this.#ended.set(turn.id, turn);
    this.#waiting.get(turn.id)?.(turn);
    this.#waiting.delete(turn.id);
  }

  /** Nobody waits for ended turns any more. */
  forget(): void {
    this.#ended.clear();
  }

  /** Ends all waiting. */
  close(): void {
    this.#isClosed = true;
    for (const [id, end] of this.#waiting) end({ id, kind: "input", status: "interrupted", startedAt: Date.now() });
    this.#waiting.clear();
  }
}
