import { expect, test } from "vitest";
import * as engine from "./engine.js";
import { longestHold } from "./fairness/longest-hold.js";
import type { Measurement } from "./measure.js";
import * as system from "./system.js";
import * as wire from "./wire.js";

/** Each benchmark, and how many times as long as its yardstick it may take. Ratios within one run hold on any machine. */
const BUDGETS: readonly (readonly [name: string, measure: () => Promise<Measurement>, ratio: number])[] = [
  ["SSE parsing", wire.sseParsing, 5],
  ["event fan-out", wire.eventFanOut, 5],
  ["JSON encoding", wire.jsonEncoding, 4],
  ["schema validation", wire.schemaValidation, 1],
  ["patch matching", engine.patchMatching, 8],
  ["command parsing", engine.commandParsing, 20],
  ["rollout append", engine.rolloutAppend, 1.5],
  ["rollout resume", engine.rolloutResume, 4],
  ["history growth", engine.historyGrowth, 3],
  ["fairness: a patch", () => longestHold("patch"), 4],
  ["fairness: chunks", () => longestHold("chunks"), 2],
  ["fairness: arguments", () => longestHold("arguments"), 3],
  ["fairness: a message", () => longestHold("message"), 3],
  ["fairness: output", () => longestHold("output"), 2],
  ["file search", system.fileSearch, 6],
  ["confined spawn", system.confinedSpawn, 3],
];

test.each(BUDGETS)("%s", { timeout: 120_000 }, async (name, measure, budget) => {
  const { ours, yardstick, figure } = await measure();
  const ratio = ours / yardstick;
  process.stdout.write(
    `${name.padEnd(20)} ${figure.padEnd(22)} ${ratio.toFixed(2)} x its yardstick (budget ${budget})\n`,
  );
  expect(ratio).toBeLessThan(budget);
});
