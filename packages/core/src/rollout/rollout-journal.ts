/** Stores a rollout's lines before they take effect: a log that other machines read. */
export interface RolloutJournal {
  /**
   * Settles when the lines are stored completely and in order. A rejection ends the turn, because nothing may happen that is not
   * stored. `ended`: the ids of the items that they complete.
   */
  append(lines: readonly string[], ended: readonly string[]): Promise<void>;
}
