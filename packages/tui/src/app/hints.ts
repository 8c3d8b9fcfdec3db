/** How long a hint is shown, and how long "again" counts, in milliseconds. */
const AGAIN_MS = 2_000;

/** A temporary message in the last row. */
export class Hints implements Disposable {
  readonly #onChange: () => void;
  #text: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #again: { readonly action: string; readonly until: number } | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get text(): string | undefined {
    return this.#text;
  }

  show(text: string, forMs = AGAIN_MS): void {
    this.clear();
    this.#text = text;
    this.#timer = setTimeout(() => this.clear(), forMs);
    this.#timer.unref();
    this.#onChange();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#text = undefined;
    this.#onChange();
  }

  /** Returns true the second time in a row; the first time shows a hint about what a second time does. */
  isAgain(action: string, hint: string): boolean {
    if (this.#again?.action === action && performance.now() < this.#again.until) {
      this.#again = undefined;
      return true;
    }
    this.#again = { action, until: performance.now() + AGAIN_MS };
    this.show(hint);
    return false;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
