import type { ReportedTurn } from "../log/reported-turn.js";
import type { ThreadEntry } from "../messages/thread-entry.js";

/** A turn that broke off this often in a row without a result is not tried again: something about it takes workers down. */
const MAX_STALLED = 3;
/** The same for all of its tries. */
const MAX_TRIES = 30;

export interface Tries {
  /** Which try the next one is, from 1. */
  readonly next: number;
  /** Tries in a row that came no further. */
  readonly stalled: number;
  readonly isOver: boolean;
}

/** `before`: how the turn stood when it was begun the last time; undefined for the first. */
export function countTries(before: ThreadEntry | undefined, { results }: ReportedTurn): Tries {
  if (before === undefined) return { next: 1, stalled: 0, isOver: false };
  const stalled = results > before.results ? 0 : before.stalled;
  return { next: before.attempts + 1, stalled, isOver: stalled >= MAX_STALLED || before.attempts >= MAX_TRIES };
}
