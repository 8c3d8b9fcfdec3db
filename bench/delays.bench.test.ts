import { expect, test } from "vitest";
import { BIG_WORKS, type BigWork } from "./fairness/big-works.js";
import { type Delays, delaysBeside } from "./fairness/delays.js";

const WORKS = Object.keys(BIG_WORKS) as BigWork[];
const ROUNDS = Number(process.env["ROUNDS"] ?? 8);
const only = process.env["ONLY"];

test.each(["mcp", "app-server"] as const)(
  "big works beside other conversations over %s",
  { timeout: 300_000 },
  async (wire) => {
    const all = await delaysBeside(wire, only === undefined ? WORKS : WORKS.filter((work) => work === only), ROUNDS);
    for (const [work, delays] of Object.entries(all)) report(`${wire}, ${work}`, delays);
    expect(all.quiet.pings.length).toBeGreaterThan(0);
  },
);

function report(name: string, { pings, deltas, meter }: Delays): void {
  const figures = [`pings ${summary(pings)}`, `deltas ${summary(deltas)}`, `meter late ${meter.toFixed(1)}`];
  process.stdout.write(`${name.padEnd(24)} ${figures.join("   ")}\n`);
}

function summary(delays: readonly number[]): string {
  const sorted = delays.toSorted((a, b) => a - b);
  const [p50, p99, worst] = [0.5, 0.99, 1].map((share) => sorted[Math.ceil(sorted.length * share) - 1]?.toFixed(1));
  return `${p50} / ${p99} / ${worst} ms of ${delays.length}`;
}
