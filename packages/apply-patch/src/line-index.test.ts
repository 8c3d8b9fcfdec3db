import { inSlices } from "@codex/slices";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineIndex } from "./line-index.js";

function find(lines: readonly string[], pattern: readonly string[], start = 0, endOfFile = false) {
  return inSlices(new LineIndex(lines).find(pattern, start, endOfFile));
}

describe("from strict to lenient", () => {
  test.each([
    ["exact", ["a", "b"], ["b"], 1],
    ["blanks at the end", ["a", "b \t"], ["b"], 1],
    ["blanks at both ends", ["a", "\tb "], ["b"], 1],
    ["dashes", ["a \u2013 b"], ["a - b"], 0],
    ["quotes", ["\u2018a\u2019 \u201Cb\u201D"], [`'a' "b"`], 0],
    ["spaces", ["a\u00A0b\u3000c"], ["a b c"], 0],
    ["letters that differ", ["a", "B"], ["b"], undefined],
    ["longer than the file", ["a"], ["a", "a"], undefined],
    ["an empty file", [], ["a"], undefined],
  ])("%s", async (_, lines, pattern, row) => {
    expect(await find(lines, pattern)).toBe(row);
  });

  test("a strict match further down wins over a lenient one", async () => {
    expect(await find([" a", "a"], ["a"])).toBe(1);
  });
});

describe("where it searches", () => {
  test("from the start position on", async () => {
    expect(await find(["a", "b", "a"], ["a"], 1)).toBe(2);
    expect(await find(["a", "b"], ["a"], 1)).toBeUndefined();
  });

  test("only at the end of the file", async () => {
    expect(await find(["a", "b", "a"], ["a"], 0, true)).toBe(2);
    expect(await find(["a", "b"], ["a"], 0, true)).toBeUndefined();
  });

  test("an empty pattern is found at once", async () => {
    expect(await find(["a"], [], 1)).toBe(1);
  });
});

test("with many equal lines, it finds the same row as a plain comparison of every row", async () => {
  const lines = fc.array(fc.constantFrom("a", "b", "a "), { maxLength: 60 });
  const pattern = fc.array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(lines, pattern, fc.nat(20), async (file, wanted, start) => {
      const index = new LineIndex(file);
      // The first searches scan the lines, later ones compare their numbers.
      const found = new Set<number | undefined>();
      for (let search = 0; search < 12; search++) found.add(await inSlices(index.find(wanted, start, false)));
      expect(found).toEqual(new Set([findPlainly(file, wanted, start)]));
    }),
  );
});

function findPlainly(lines: readonly string[], pattern: readonly string[], start: number): number | undefined {
  for (const normalize of [(line: string) => line, (line: string) => line.trimEnd()]) {
    for (let row = start; row + pattern.length <= lines.length; row++) {
      if (pattern.every((line, offset) => normalize(lines[row + offset] ?? "") === normalize(line))) return row;
    }
  }
  return undefined;
}

test("a file of one repeated line, and a pattern that almost fits everywhere", async () => {
  const file = [...Array<string>(200_000).fill("x"), "end"];
  expect(await find(file, [...Array<string>(5_000).fill("x"), "end"])).toBe(195_000);
});
