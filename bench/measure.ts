/** The result of one benchmark: our time and its yardstick's, in milliseconds, measured alternately within one run. */
export interface Measurement {
  readonly ours: number;
  readonly yardstick: number;
  /** The figure that has a budget, for people. */
  readonly figure: string;
}

export type Work = () => unknown;

/** The medians of several alternating runs, so that a machine whose speed drifts affects both equally. */
export async function compare(ours: Work, yardstick: Work, runs = 7): Promise<{ ours: number; yardstick: number }> {
  const times: { ours: number[]; yardstick: number[] } = { ours: [], yardstick: [] };
  for (let run = -1; run < runs; run++) {
    const [a, b] = [await time(yardstick), await time(ours)];
    // The first run warms up.
    if (run < 0) continue;
    times.yardstick.push(a);
    times.ours.push(b);
  }
  return { ours: median(times.ours), yardstick: median(times.yardstick) };
}

async function time(work: Work): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function perSecond(count: number, ms: number): string {
  return `${Math.round(count / (ms / 1000)).toLocaleString("en")}/s`;
}
