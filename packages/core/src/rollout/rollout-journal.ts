/** Where a rollout's lines are kept before they count: a log that other machines read. */
export interface RolloutJournal {
  /**
   * Settles when the lines are kept, whole and in order. What it rejects with ends the turn: nothing may be done that is not kept.
   * `ended`: the ids of the items whose ends are told by them.
   */
  append(lines: readonly string[], ended: readonly string[]): Promise<void>;
}
