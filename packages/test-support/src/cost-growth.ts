import { processorTime } from "./processor-time.js";

/** Cheaper than this is dear for nobody, and too short to be measured. */
const NOT_WORTH_MEASURING_MS = 40;
/** What is linear takes four times as long for four times the text, what is squared sixteen times. */
export const MAX_COST_GROWTH = 9;

/** Characters. */
const SHORT = 1 << 14;
const LONG = 1 << 16;

/**
 * How many times more processor time `read` takes for four times as much text of one repeated unit; 0 where that is too cheap to be
 * measured. Something else may have been running: what looks bad is looked at again.
 */
export async function costGrowth(read: (text: string) => unknown, unit: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 4 && least >= MAX_COST_GROWTH; attempt++) {
    const [atShort, atLong] = [await cost(read, unit, SHORT), await cost(read, unit, LONG)];
    least = Math.min(least, atLong < NOT_WORTH_MEASURING_MS ? 0 : atLong / atShort);
  }
  return least;
}

async function cost(read: (text: string) => unknown, unit: string, length: number): Promise<number> {
  const text = unit.repeat(length / unit.length);
  const before = processorTime();
  await read(text);
  return processorTime() - before;
}
