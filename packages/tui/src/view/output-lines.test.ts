import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { safeLine } from "../text/safe.js";
import { folded } from "./output-lines.js";

const lines = (count: number) => Array.from({ length: count }, (_, index) => safeLine(`${index + 1}`));

test("of many lines, the first and last are shown, and how many are in between", () => {
  expect(folded(lines(30), look, { max: 4, head: 1 })).toEqual([
    "1",
    "  … 26 lines hidden, Ctrl-T shows them",
    "28",
    "29",
    "30",
  ]);
});

test("a single surplus line is shown", () => {
  expect(folded(lines(5), look, { max: 4, head: 1 })).toHaveLength(5);
});
