import type { Value } from "./value.js";

/** The names that are known at one place of a rules file. */
export class Scope {
  readonly #outer: Scope | undefined;
  readonly #names: Map<string, Value>;

  constructor(outer: Scope | undefined, names: ReadonlyMap<string, Value> = new Map()) {
    this.#outer = outer;
    this.#names = new Map(names);
  }

  get(name: string): Value | undefined {
    return this.#names.get(name) ?? (this.#names.has(name) ? null : this.#outer?.get(name));
  }

  /** Sets a name of this scope; one of the same name further out stays as it is. */
  set(name: string, value: Value): void {
    this.#names.set(name, value);
  }
}
