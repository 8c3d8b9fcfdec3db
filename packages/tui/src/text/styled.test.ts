import { expect, test } from "vitest";
import { type Safe, safeLine } from "./safe.js";
import { breakRows, plainOf, widthOf, wrapRows } from "./styled.js";

const STYLED = "\u001b[1mbold\u001b[22m and \u001b[31mred wörds" as Safe;

test("styles that are active where a row ends go on in the next", () => {
  expect(breakRows(STYLED, 6)).toEqual(["\u001b[1mbold\u001b[22m a", "nd \u001b[31mred\u001b[0m", "\u001b[31m wörds"]);
  expect(wrapRows(STYLED, 6).map(plainOf)).toEqual(["bold", "and", "red", "wörds"]);
});

// The test's own limit of time: measuring all that is left for each row would take minutes.
test("the time for a very long line grows with its length only", () => {
  const line = safeLine("日本 wörd ".repeat(8_000).trimEnd());
  const broken = breakRows(line, 79);
  expect(broken.join("")).toBe(line);
  const wrapped = wrapRows(line, 79);
  expect(wrapped.join(" ")).toBe(line);
  expect([...broken, ...wrapped].filter((row) => widthOf(row) > 79)).toEqual([]);
});
