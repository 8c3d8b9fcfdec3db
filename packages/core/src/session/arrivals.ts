/** Announces that input or items for the model's next request have arrived. */
export class Arrivals {
  readonly #listeners = new Set<() => void>();

  /** Calls the listener on every arrival, until disposed. */
  listen(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  announce(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
