import { expect, test } from "vitest";
import { Suspects } from "./suspects.js";

test("one suspect at a time has its place, until it is cleared once", () => {
  const suspects = new Suspects();
  const first = suspects.take();
  expect(first).toBeDefined();
  expect(suspects.take()).toBeUndefined();
  first?.[Symbol.dispose]();
  const second = suspects.take();
  expect(second).toBeDefined();
  // What the first one does later is not about the second.
  first?.[Symbol.dispose]();
  expect(suspects.take()).toBeUndefined();
});
