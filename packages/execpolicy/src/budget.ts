import { RulesFaultError, type RulesPosition } from "./error.js";

const MAX_STEPS = 200_000;
const MAX_CALLS = 50;

/** What reading one file may cost. A rules file may come with a repository, so it must not hold anything up. */
export class Budget {
  #steps = 0;
  #calls = 0;

  /** Counts steps; what is built counts by its length. */
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
