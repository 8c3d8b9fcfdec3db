import { setImmediate, setTimeout } from "node:timers/promises";

/** How long work may hold the event loop before it lets others on, in milliseconds. */
const SLICE_MS = 5;

/** Loops over lines may pause after so many of them: often enough for `SLICE_MS`, too seldom to cost anything. */
export const LINES_PER_STEP = 2048;

/** Work that may pause at each `yield`. */
export type SlicedWork<Result> = Generator<void, Result>;

/**
 * Does the work to its end. Whatever else the process has to do gets its turn between two slices; work that is shorter than one is done
 * at once.
 */
export async function inSlices<Result>(work: SlicedWork<Result>): Promise<Result> {
  for (;;) {
    const pause = breathe();
    if (pause !== undefined) await pause;
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** The same without pauses, for what is short. */
export function atOnce<Result>(work: SlicedWork<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** When the first who asked in this turn of the event loop did so; undefined when nobody has. */
let busySince: number | undefined;

/** What others wait for, and work in slices stands back for. */
const ahead = new Set<Promise<void>>();

/** For how long work stands back, in milliseconds: the other side of a connection may take its time. */
const PATIENCE_MS = 100;

/**
 * To be called before and after what takes long, and by nothing else: what is short must not wait for those that are not. A promise
 * to wait for when the event loop has been held for longer than a slice since the first call of its turn, by all callers together, or
 * when something goes ahead of them.
 */
export function breathe(): Promise<void> | undefined {
  const now = performance.now();
  if (busySince === undefined) {
    busySince = now;
    globalThis.setImmediate(() => {
      busySince = undefined;
    });
  }
  return now - busySince < SLICE_MS && ahead.size === 0 ? undefined : turnOfOthers();
}

/** Work in slices stands back while this is going on: it takes many turns of the event loop, and others wait for its end. */
export function goAhead(work: Promise<unknown>): void {
  const over = Promise.race([work.then(nothing, nothing), setTimeout(PATIENCE_MS, undefined, { ref: false })]).then(
    nothing,
  );
  ahead.add(over);
  void over.then(() => ahead.delete(over));
}

function nothing(): void {}

async function turnOfOthers(): Promise<void> {
  // What waits for input runs between two calls of `setImmediate`, and not always before the first.
  await setImmediate();
  await setImmediate();
  while (ahead.size > 0) await Promise.all(ahead);
}
