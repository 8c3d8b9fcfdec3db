/** A value that is made when it is first asked for, once; after a failure the next call tries again. */
export class Lazy<T> {
  readonly #make: () => Promise<T>;
  #pending: Promise<T> | undefined;
  #made: T | undefined;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** The value, as far as it is there already. */
  get made(): T | undefined {
    return this.#made;
  }

  /** What was asked for, whether or not it is there yet. */
  get pending(): Promise<T> | undefined {
    return this.#pending;
  }

  get(): Promise<T> {
    this.#pending ??= this.#run();
    return this.#pending;
  }

  async #run(): Promise<T> {
    try {
      this.#made = await this.#make();
      return this.#made;
    } catch (error) {
      this.#pending = undefined;
      throw error;
    }
  }
}
