import type { Value } from "./value.js";

/** The names known at one place of a rules file. */
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

  /** Sets a name in this scope; the same name in an outer scope is unchanged. */
  set(name: string, value: Value): void {
    this.#names.set(name, value);
  }
}
