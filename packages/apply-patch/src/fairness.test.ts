import { expect, test } from "vitest";
import { parsePatch, unifiedDiff } from "./index.js";

const LINES = 300_000;
const text = (name: string) =>
  Array.from({ length: LINES }, (_, row) => `${row % 50 === 0 ? name : "line"} ${row}\n`).join("");

/** How many event loop turns other work got before the work was done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const count = () => {
    if (isDone) return;
    turns++;
    setTimeout(count);
  };
  setTimeout(count);
  await work();
  isDone = true;
  return turns;
}

test.each([
  ["a diff of long texts", () => unifiedDiff(text("old"), text("new"), { context: 3 })],
  [
    "a long patch",
    () => parsePatch(`*** Begin Patch\n*** Update File: a\n${text("+").replaceAll("line", "-")}*** End Patch`),
  ],
])("%s lets other work run in between", async (_, work) => {
  expect(await turnsDuring(work)).toBeGreaterThan(0);
});
