import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unifiedDiff } from "./unified-diff.js";

describe("hunks", () => {
  test.each([
    ["equal", "a\n", "a\n", ""],
    ["one line", "old\n", "new\n", "@@ -1 +1 @@\n-old\n+new\n"],
    ["from nothing", "", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"],
    ["to nothing", "a\n", "", "@@ -1 +0,0 @@\n-a\n"],
    ["a missing last newline", "a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"],
    ["line ends", "a\r\nb\n", "a\nb\n", "@@ -1,2 +1,2 @@\n-a\r\n+a\n b\n"],
    ["far apart", "1\n2\n3\n4\n5\n", "x\n2\n3\n4\ny\n", "@@ -1,2 +1,2 @@\n-1\n+x\n 2\n@@ -4,2 +4,2 @@\n 4\n-5\n+y\n"],
    ["close together", "1\n2\n3\n4\n", "x\n2\n3\ny\n", "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n-4\n+y\n"],
  ])("%s", async (_, before, after, hunks) => {
    expect(await unifiedDiff(before, after, { context: 1 })).toBe(hunks);
  });
});

const text = fc
  .array(
    fc.tuple(fc.constantFrom("a", "b", "c", "d", "e", "unique 1", "unique 2", ""), fc.constantFrom("\n", "\n", "\r\n")),
  )
  .map((lines) => lines.flat().join(""))
  .chain((lines) => fc.constantFrom(lines, lines.replace(/\r?\n$/, "")));

test("the diff of any two texts turns each into the other when applied", async () => {
  await fc.assert(
    fc.asyncProperty(text, text, fc.nat(3), async (before, after, context) => {
      const diff = await unifiedDiff(before, after, { context });
      expect(applyHunks(before, diff)).toBe(after);
    }),
    { numRuns: 500 },
  );
});

test.each(["\n", ""])("a long text that was added or removed is complete, with %j at its end", async (end) => {
  const text = Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join("\n") + end;
  expect(applyHunks("", await unifiedDiff("", text, { context: 3 }))).toBe(text);
  expect(applyHunks(text, await unifiedDiff(text, "", { context: 3 }))).toBe("");
});

test("the diff is correct even with more edits among equal lines than the search limit", async () => {
  const before = Array.from({ length: 2000 }, (_, index) => `${index % 7}\n`).join("");
  const after = Array.from({ length: 2000 }, (_, index) => `${(index * index) % 5}\n`).join("");
  expect(applyHunks(before, await unifiedDiff(before, after, { context: 3 }))).toBe(after);
});

/** A minimal reader of unified diffs that insists on every old line. */
function applyHunks(before: string, diff: string): string {
  const oldLines = before.split(/(?<=\n)/);
  let result = "";
  let row = 0;
  const lines = diff.replaceAll("\n\\ No newline at end of file\n", "\0").split(/(?<=[\n\0])/);
  for (const line of lines) {
    if (line === "") continue;
    const header = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    const content = line.slice(1).replace("\0", "");
    if (header !== null) {
      const start = header[2] === "0" ? Number(header[1]) : Number(header[1]) - 1;
      result += oldLines.slice(row, start).join("");
      row = start;
    } else if (line.startsWith("+")) result += content;
    else {
      expect(oldLines[row++]).toBe(content);
      if (line.startsWith(" ")) result += content;
    }
  }
  return result + oldLines.slice(row).join("");
}
