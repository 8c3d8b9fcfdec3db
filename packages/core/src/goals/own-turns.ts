/** The limit for consecutive goal turns without a tool call. */
const MAX_IDLE = 10;
/** The limit for consecutive goal turns. */
const MAX_TURNS = 200;

/** Counts turns that start without user input, so that they cannot continue forever. */
export class OwnTurns {
  #turns = 0;
  #idle = 0;

  reset(): void {
    this.#turns = 0;
    this.#idle = 0;
  }

  begin(): void {
    this.#turns += 1;
    this.#idle += 1;
  }

  /** The model called a tool. */
  didSomething(): void {
    this.#idle = 0;
  }

  /** Why no further goal turn may start; undefined if one may. */
  reasonToHalt(): string | undefined {
    if (this.#idle >= MAX_IDLE) return `the model has made no progress in ${MAX_IDLE} turns`;
    if (this.#turns >= MAX_TURNS) return `${MAX_TURNS} turns have begun for it without a word of yours`;
    return undefined;
  }
}
