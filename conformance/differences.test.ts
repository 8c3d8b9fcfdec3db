import { expect, test } from "vitest";
import { differences } from "./differences.js";

test.each([
  [{ a: 1 }, { a: 1, b: 2 }, []],
  [{ a: 1 }, { a: 2 }, ["$.a: 2 instead of 1"]],
  [{ a: { b: [1] } }, { a: {} }, ["$.a.b: missing [1]"]],
  [[1, 2], [1], ["$: 1 entries instead of 2"]],
  [[{ a: 1 }], [{ a: 1 }, { a: 2 }], ["$: 2 entries instead of 1"]],
  [[], {}, ["$: {} instead of []"]],
  [{ a: "x" }, null, ['$: null instead of {"a":"x"}']],
  [
    { a: `${"x".repeat(200)}1` },
    { a: `${"x".repeat(200)}2` },
    [`$.a: "…${"x".repeat(20)}2" instead of "…${"x".repeat(20)}1"`],
  ],
])("%j and %j differ by %j", (expected, actual, found) => {
  expect(differences(expected, actual)).toEqual(found);
});
