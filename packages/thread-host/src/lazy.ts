/** How long a preload waits for what is being done now, in milliseconds. */
const PRELOAD_MS = 100;

/** A value that is created once, when first needed. After a failure, the next call tries again. */
export class Lazy<T> {
  readonly #make: () => Promise<T>;
  #pending: Promise<T> | undefined;
  #made: T | undefined;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** The value, if it has been created already. */
  get made(): T | undefined {
    return this.#made;
  }

  /** The value that has been requested, whether or not it exists yet. */
  get pending(): Promise<T> | undefined {
    return this.#pending;
  }

  get(): Promise<T> {
    this.#pending ??= this.#run();
    return this.#pending;
  }

  /** Creates the value soon, without delaying what is being done now. Disposing cancels that. */
  preload(): Disposable {
    const timer = setTimeout(() => void this.get().catch(() => {}), PRELOAD_MS).unref();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
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
