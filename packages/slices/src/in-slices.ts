import { setImmediate, setTimeout } from "node:timers/promises";

/** How long sliced work may hold the event loop before it pauses, in milliseconds. */
const SLICE_MS = 5;

/** After how many lines loops may pause: often enough for `SLICE_MS`, and rarely enough to cost nothing. */
export const LINES_PER_STEP = 2048;

/** Work that may pause at each `yield`. */
export type SlicedWork<Result> = Generator<void, Result>;

/** Does the work to its end, and lets the rest of the process run between two slices. Work shorter than a slice is done at once. */
export async function inSlices<Result>(work: SlicedWork<Result>): Promise<Result> {
  for (;;) {
    const pause = breathe();
    if (pause !== undefined) await pause;
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** The same without pauses, for short work. */
export function atOnce<Result>(work: SlicedWork<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** When the first caller asked in this round of the event loop; undefined if nobody has. */
let busySince: number | undefined;

/** Work that goes before sliced work, because others wait for it. */
const ahead = new Set<Promise<void>>();

/** How long sliced work waits for other work, in milliseconds: the other side of a connection may be slow. */
const PATIENCE_MS = 100;

/**
 * Call this before and after long work, and nowhere else: short work must not wait for long work. Returns a promise to await if all
 * callers together have held the event loop for longer than a slice since the first call of its round, or if other work goes first.
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

/** Makes sliced work wait until this work is done. It needs many rounds of the event loop, and others wait for it. */
export function goAhead(work: Promise<unknown>): void {
  const over = Promise.race([work.then(nothing, nothing), setTimeout(PATIENCE_MS, undefined, { ref: false })]).then(
    nothing,
  );
  ahead.add(over);
  void over.then(() => ahead.delete(over));
}

function nothing(): void {}

async function turnOfOthers(): Promise<void> {
  // Handlers of input run between two calls of `setImmediate`, and not always before the first.
  await setImmediate();
  await setImmediate();
  while (ahead.size > 0) await Promise.all(ahead);
}
