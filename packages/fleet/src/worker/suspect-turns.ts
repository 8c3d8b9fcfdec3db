/**
 * Turns that were lost with a worker and made no progress. A worker runs only one of them at a time: otherwise a turn that crashes workers
 * would interrupt the same others each time, until they were abandoned, too.
 */
export class SuspectTurns {
  #current: symbol | undefined;

  /** Admits one suspect until it is disposed; undefined while another one runs. */
  take(): Disposable | undefined {
    if (this.#current !== undefined) return undefined;
    const own = Symbol("suspect");
    this.#current = own;
    return {
      [Symbol.dispose]: () => {
        if (this.#current === own) this.#current = undefined;
      },
    };
  }
}
