import { expect, test } from "vitest";
import { SuspectTurns } from "./suspect-turns.js";

test("admits one suspect at a time, until it is disposed", () => {
  const suspects = new SuspectTurns();
  const first = suspects.take();
  expect(first).toBeDefined();
  expect(suspects.take()).toBeUndefined();
  first?.[Symbol.dispose]();
  const second = suspects.take();
  expect(second).toBeDefined();
  // Disposing the first one again does not affect the second.
  first?.[Symbol.dispose]();
  expect(suspects.take()).toBeUndefined();
});
