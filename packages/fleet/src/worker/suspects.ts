/**
 * Turns that were lost with a worker and have come no further since: of those, a worker runs one at a time. Otherwise one that takes
 * workers down would take the same others along again and again, until they counted as such themselves.
 */
export class Suspects {
  #current: symbol | undefined;

  /** The place of a suspect until it is disposed of; undefined while another one has it. */
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
