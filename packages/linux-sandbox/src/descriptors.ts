import { closeSync } from "node:fs";

/** Descriptors that are closed at the end of a block, however it ends, unless they were handed on. */
export class Descriptors implements Disposable {
  readonly #open = new Set<number>();

  /** Returns the descriptor. */
  add(descriptor: number): number {
    this.#open.add(descriptor);
    return descriptor;
  }

  /** The receiver closes it. */
  handOn(descriptor: number): number {
    this.#open.delete(descriptor);
    return descriptor;
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#open) closeSync(descriptor);
  }
}
