import type { ReportedTurn } from "../log/reported-turn.js";
import type { ThreadEntry } from "../messages/thread-entry.js";

/** A turn that was aborted this often in a row without progress is abandoned: it probably crashes workers. */
const MAX_STALLED = 3;
/** The limit of all tries together. */
const MAX_TRIES = 30;

export interface Tries {
  /** The number of the next try, from 1. */
  readonly next: number;
  /** The number of tries in a row without progress. */
  readonly stalled: number;
  readonly isOver: boolean;
}

/** `before`: the entry of the latest try; undefined before the first one. */
export function countTries(before: ThreadEntry | undefined, { results }: ReportedTurn): Tries {
  if (before === undefined) return { next: 1, stalled: 0, isOver: false };
  const stalled = results > before.results ? 0 : before.stalled;
  return { next: before.attempts + 1, stalled, isOver: stalled >= MAX_STALLED || before.attempts >= MAX_TRIES };
}
