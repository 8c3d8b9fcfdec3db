import { expect, test } from "vitest";
import { type Safe, safe, safeLine } from "../text/safe.js";
import { rowsOf, startsMatch, withMatches } from "./row-search.js";

const lines = [safeLine("the Needle of the haystack"), safeLine("need"), safeLine("le")];
const rows = rowsOf(lines, 7);
const mark = (part: Safe) => safe`[${part}]`;
const found = (wanted: string) => rows.flatMap((_, index) => (startsMatch(rows, index, wanted) ? [index] : []));
const marked = (wanted: string) => rows.map((_, index) => withMatches(rows, index, wanted, mark));

test("a match may continue in the next rows of its line, but not in another line", () => {
  expect(rows.map(({ text }) => text)).toEqual(["the Nee", "dle of ", "the hay", "stack", "need", "le"]);
  expect(found("needle")).toEqual([0]);
  expect(marked("needle").slice(0, 2)).toEqual(["the [Nee]", "[dle] of "]);
  expect(marked("needle").slice(2)).toEqual(["the hay", "stack", "need", "le"]);
  expect(found("dle of the hayst")).toEqual([1]);
  expect(marked("dle of the hayst").slice(1, 4)).toEqual(["[dle of ]", "[the hay]", "[st]ack"]);
});

test("all matches in a row are marked", () => {
  expect(found("e")).toEqual([0, 1, 2, 4, 5]);
  expect(marked("e")[0]).toBe("th[e] N[e][e]");
  expect(marked("")[0]).toBe("the Nee");
});
