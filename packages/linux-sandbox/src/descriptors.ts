import { closeSync } from "node:fs";

/** Descriptors that are closed at the end of a block, however it ends, but for those that are handed on. */
export class Descriptors implements Disposable {
  readonly #open = new Set<number>();

  /** Gives it back. */
  add(descriptor: number): number {
    this.#open.add(descriptor);
    return descriptor;
  }

  /** Who is given it closes it. */
  handOn(descriptor: number): number {
    this.#open.delete(descriptor);
    return descriptor;
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#open) closeSync(descriptor);
  }
}
