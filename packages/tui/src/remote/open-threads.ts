/** The threads that are open here, and those that are about to be. */
export class OpenThreads<Thread extends { readonly id: string }> {
  readonly #threads = new Map<string, Thread>();
  #opening: Promise<void> = Promise.resolve();

  add(opening: Promise<Thread>): Promise<Thread> {
    const added = opening.then((thread) => {
      this.#threads.set(thread.id, thread);
      return thread;
    });
    const settled = added.then(
      () => {},
      () => {},
    );
    this.#opening = this.#opening.then(() => settled);
    return added;
  }

  /** The server may ask about a thread together with its answer to the request that opens it. */
  async find(id: string): Promise<Thread | undefined> {
    await this.#opening;
    return this.#threads.get(id);
  }
}
