/** Serializes requests about the goal of a thread that is not loaded. */
export class SavedGoals {
  readonly #last = new Map<string, Promise<unknown>>();

  async inTurn<Result>(threadId: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(threadId);
    const result = before === undefined ? work() : before.then(work);
    const settled = result.catch(() => {});
    this.#last.set(threadId, settled);
    try {
      return await result;
    } finally {
      if (this.#last.get(threadId) === settled) this.#last.delete(threadId);
    }
  }
}
