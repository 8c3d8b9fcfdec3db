import { expect, test } from "vitest";
import { BIG_WORKS, type BigWork } from "./fairness/big-works.js";
import { type Delays, delaysBeside } from "./fairness/delays.js";

const WIRES = ["mcp", "app-server"] as const;
const WORKS = Object.keys(BIG_WORKS) as BigWork[];
/** The limit of the 99th percentile, as a multiple of the yardstick: far more than 50 ms on a quiet machine, but not on a busy one. */
const BUDGET = 6;

test.each(WIRES.flatMap((wire) => WORKS.map((work) => [wire, work] as const)))(
  "beside others over %s: %s",
  {
    timeout: 120_000,
  },
  async (wire, work) => {
    const { quiet, beside, yardstick } = await delaysBeside(wire, work);
    report(`${wire}, ${work}`, beside);
    report("  while nobody works", quiet);
    for (const kind of ["pings", "deltas"] as const) {
      expect(percentile(beside[kind], 0.99) - percentile(quiet[kind], 0.99)).toBeLessThan(BUDGET * yardstick);
    }
  },
);

function report(name: string, { pings, deltas, meter }: Delays): void {
  const figures = [`pings ${summary(pings)}`, `deltas ${summary(deltas)}`, `meter late ${meter.toFixed(1)}`];
  process.stdout.write(`${name.padEnd(24)} ${figures.join("   ")}\n`);
}

/** Median, 99th percentile and maximum. */
function summary(delays: readonly number[]): string {
  const figures = [0.5, 0.99, 1].map((share) => percentile(delays, share).toFixed(1));
  return `${figures.join(" / ")} ms of ${delays.length}`;
}

function percentile(delays: readonly number[], share: number): number {
  const sorted = delays.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}
