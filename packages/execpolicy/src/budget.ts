import { RulesFaultError, type RulesPosition } from "./error.js";

const MAX_STEPS = 200_000;
const MAX_CALLS = 50;

/** Limits the cost of reading a file. A rules file may come with a repository, so it must not block anything. */
export class Budget {
  #steps = 0;
  #calls = 0;

  /** Counts steps; a new value costs its length. */
  spend(steps: number, position: RulesPosition): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS)
      throw new RulesFaultError("too-costly", "this takes more steps than rules can need", position);
  }

  within<T>(position: RulesPosition, call: () => T): T {
    this.#calls += 1;
    if (this.#calls > MAX_CALLS)
      throw new RulesFaultError("too-costly", "these functions call each other too deeply", position);
    const result = call();
    this.#calls -= 1;
    return result;
  }
}
