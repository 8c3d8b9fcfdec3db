/** Where a rollout's lines are kept before they count: a log that other machines read. */
export interface RolloutJournal {
  /**
   * Settles when the lines are kept, whole and in order. What it rejects with ends the turn: nothing may be done that is not kept.
   */
  append(lines: readonly string[]): Promise<void>;
}
