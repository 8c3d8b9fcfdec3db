import { describe, expect, test } from "vitest";
import { parsePatch } from "./parse-patch.js";
import { joinTextFile, parseTextFile } from "./text-file.js";
import { updateText } from "./update-text.js";

function update(text: string, ...lines: string[]): string {
  const parsed = parsePatch(["*** Begin Patch", "*** Update File: f", ...lines, "*** End Patch"].join("\n"));
  if (!parsed.ok) throw new Error(parsed.message);
  const [hunk] = parsed.patch.hunks;
  if (hunk?.type !== "update") throw new Error("not an update");
  const updated = updateText(parseTextFile(text), hunk.chunks);
  return updated.ok ? joinTextFile(updated.file) : `! ${updated.message}`;
}

describe("places", () => {
  test("the heading leads to the second of two equal places", () => {
    expect(update("def a():\n  pass\ndef b():\n  pass\n", "@@ def b():", "-  pass", "+  return 2")).toBe(
      "def a():\n  pass\ndef b():\n  return 2\n",
    );
  });

  test("chunks go down the file", () => {
    expect(update("x\nx\nx\n", "@@", "-x", "+1", "@@", "-x", "+2")).toBe("1\n2\nx\n");
  });

  test("lines that are only added go to the end, before a blank last line", () => {
    expect(update("a\n", "@@", "+b")).toBe("a\nb\n");
    expect(update("a\n\n", "@@", "+b")).toBe("a\nb\n\n");
    expect(update("", "@@", "+b")).toBe("b\n");
    expect(update("a\nb\n", "@@", "+end", "@@", "-a", "+A")).toBe("A\nb\nend\n");
  });

  test("end of file", () => {
    expect(update("x\ny\nx\n", "@@", "-x", "+z", "*** End of File")).toBe("x\ny\nz\n");
    expect(update("x\ny\n", "@@", "-x", "+z", "*** End of File")).toMatch(/^! .*not found/s);
  });

  test("a blank old line too many at the end is overlooked", () => {
    expect(update("a\nb\n", "@@", "-b", "+c", "", "*** End of File")).toBe("a\nc\n");
    expect(update("a\n", "@@", "-a", "-", "+b", "+")).toBe("b\n");
    expect(update("a\n", "@@", " a", "", "+b")).toBe("a\n\nb\n");
    expect(update("\n", "@@", "", "-")).toBe("");
  });

  test("what is not there is named", () => {
    expect(update("a\n", "@@ nowhere", "-a")).toBe("! the line 'nowhere' after @@ was not found");
    expect(update("a\n", "@@", " b", "-c", "+d")).toBe("! these lines were not found:\nb\nc");
  });
});

describe("what the patch does not touch stays", () => {
  test("a context line that matched leniently keeps its spelling", () => {
    expect(update("\ta \u2013 b  \nold\n", "@@", " a - b", "-old", "+new")).toBe("\ta \u2013 b  \nnew\n");
  });

  test("carriage returns; new lines get the usual end of the file's lines", () => {
    expect(update("a\r\nb\r\nc\n", "@@", " a", "-b", "+B", "+B2")).toBe("a\r\nB\r\nB2\r\nc\n");
  });

  test("the byte-order mark", () => {
    expect(update("\uFEFFa\nb\n", "@@", "-a", "+A")).toBe("\uFEFFA\nb\n");
  });

  test("a missing newline at the end, unless the last line is new", () => {
    expect(update("a\nb", "@@", "-a", "+A")).toBe("A\nb");
    expect(update("a\nb", "@@", "-b", "+B")).toBe("a\nB\n");
    expect(update("a\nb", "@@", "+c")).toBe("a\nb\nc\n");
    expect(update("a\r\nb", "@@", "+c")).toBe("a\r\nb\r\nc\r\n");
  });

  test("blank lines at the end", () => {
    expect(update("a\n\n\n", "@@", "-a", "+b")).toBe("b\n\n\n");
  });
});
