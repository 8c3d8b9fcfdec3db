/** Turns in a row that nobody asked for and that did nothing. */
const MAX_IDLE = 10;
/** Turns in a row that nobody asked for. */
const MAX_TURNS = 200;

/** Counts turns that begin by themselves, so that none of our own making goes on without end. */
export class OwnTurns {
  #turns = 0;
  #idle = 0;

  somebodySpoke(): void {
    this.#turns = 0;
    this.#idle = 0;
  }

  begin(): void {
    this.#turns += 1;
    this.#idle += 1;
  }

  /** The model called for something. */
  didSomething(): void {
    this.#idle = 0;
  }

  /** Why no other may begin; undefined when one may. */
  reasonToHalt(): string | undefined {
    if (this.#idle >= MAX_IDLE) return `the model has done nothing for it in ${MAX_IDLE} turns`;
    if (this.#turns >= MAX_TURNS) return `${MAX_TURNS} turns have begun for it without a word of yours`;
    return undefined;
  }
}
