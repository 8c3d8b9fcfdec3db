import { expect, test } from "vitest";
import { NOTHING_REPORTED } from "../log/reported-turn.js";
import type { ThreadEntry } from "../messages/thread-entry.js";
import { countTries } from "./count-tries.js";

const before = (attempts: number, stalled: number, results = 0): ThreadEntry => ({
  turnId: "t",
  status: "running",
  worker: "w",
  label: "any",
  updatedAt: 0,
  attempts,
  stalled,
  results,
});
const withResults = (results: number) => ({ ...NOTHING_REPORTED, results });

test("a turn is abandoned after three tries in a row without progress", () => {
  expect(countTries(undefined, withResults(0))).toEqual({ next: 1, stalled: 0, isOver: false });
  expect(countTries(before(2, 2), withResults(0))).toEqual({ next: 3, stalled: 2, isOver: false });
  expect(countTries(before(3, 3), withResults(0))).toEqual({ next: 4, stalled: 3, isOver: true });
});

test("a turn that makes progress is tried again, but not forever", () => {
  expect(countTries(before(3, 3, 1), withResults(2))).toEqual({ next: 4, stalled: 0, isOver: false });
  expect(countTries(before(30, 1, 1), withResults(2)).isOver).toBe(true);
});
