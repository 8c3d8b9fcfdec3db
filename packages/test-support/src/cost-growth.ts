import { processorTime } from "./processor-time.js";

/** Anything cheaper is harmless, and too short to be measured. */
const NOT_WORTH_MEASURING_MS = 40;
/** With four times the text, linear work takes four times as long, quadratic work sixteen times. */
export const MAX_COST_GROWTH = 9;

/** In characters. */
const SHORT = 1 << 14;
const LONG = 1 << 16;

/**
 * How many times more processor time `read` takes for four times as much text of one repeated unit; 0 if that is too cheap to be measured.
 * Bad results are measured again, as something else may have been running.
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
