import type { Thread, TurnInfo } from "@codex/core";

/** The ends of a thread's turns, for the prompts that wait for them. */
export class TurnEnds {
  readonly #thread: Pick<Thread, "isClosed">;
  readonly #waiting = new Map<string, (turn: TurnInfo) => void>();
  /** Turns that ended while prompts wait: a short one may be over before its id is known here. */
  readonly #ended = new Map<string, TurnInfo>();
  #isClosed = false;

  constructor(thread: Pick<Thread, "isClosed">) {
    this.#thread = thread;
  }

  /** The turn when it is over. One that ends with the thread counts as interrupted. */
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

  /** `isAwaited`: whether somebody may still ask for it. */
  tell(turn: TurnInfo, { isAwaited }: { readonly isAwaited: boolean }): void {
    if (isAwaited) this.#ended.set(turn.id, turn);
    this.#waiting.get(turn.id)?.(turn);
    this.#waiting.delete(turn.id);
  }

  /** Nobody waits for what has ended. */
  forget(): void {
    this.#ended.clear();
  }

  /** No turn is waited for any more. */
  close(): void {
    this.#isClosed = true;
    for (const [id, end] of this.#waiting) end({ id, kind: "input", status: "interrupted", startedAt: Date.now() });
    this.#waiting.clear();
  }
}
