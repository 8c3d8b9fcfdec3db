import { inSlices } from "@codex/slices";
import { describe, expect, test } from "vitest";
import { parsePatch } from "./parse-patch.js";
import { joinTextFile, parseTextFile } from "./text-file.js";
import { updateText } from "./update-text.js";

async function update(text: string, ...lines: string[]): Promise<string> {
  const parsed = await parsePatch(["*** Begin Patch", "*** Update File: f", ...lines, "*** End Patch"].join("\n"));
  if (!parsed.ok) throw new Error(parsed.message);
  const [hunk] = parsed.patch.hunks;
  if (hunk?.type !== "update") throw new Error("not an update");
  const updated = await inSlices(updateText(await inSlices(parseTextFile(text)), hunk.chunks));
  return updated.ok ? inSlices(joinTextFile(updated.file)) : `! ${updated.message}`;
}

describe("places of chunks", () => {
  test("a heading selects the second of two equal places", async () => {
    expect(await update("def a():\n  pass\ndef b():\n  pass\n", "@@ def b():", "-  pass", "+  return 2")).toBe(
      "def a():\n  pass\ndef b():\n  return 2\n",
    );
  });

  test("chunks apply in file order", async () => {
    expect(await update("x\nx\nx\n", "@@", "-x", "+1", "@@", "-x", "+2")).toBe("1\n2\nx\n");
  });

  test("added lines without context go to the end, before a final blank line", async () => {
    expect(await update("a\n", "@@", "+b")).toBe("a\nb\n");
    expect(await update("a\n\n", "@@", "+b")).toBe("a\nb\n\n");
    expect(await update("", "@@", "+b")).toBe("b\n");
    expect(await update("a\nb\n", "@@", "+end", "@@", "-a", "+A")).toBe("A\nb\nend\n");
  });

  test("added lines with only a heading go below it", async () => {
    const classes = "class A:\n  x = 1\n\nclass B:\n  y = 2\n";
    expect(await update(classes, "@@ class A:", "+  z = 0")).toBe("class A:\n  z = 0\n  x = 1\n\nclass B:\n  y = 2\n");
    expect(await update("a\nb\nc\n", "@@ a", "+1", "@@ b", "+2", "@@", "-c", "+C")).toBe("a\n1\nb\n2\nC\n");
    expect(await update("a\nb\n", "@@ a", "+end", "*** End of File")).toBe("a\nb\nend\n");
    expect(await update("a\nb\n", "@@ c", "+1")).toBe("! the line 'c' after @@ was not found");
    expect(await update("a\r\nb\r\n", "@@ a", "+1")).toBe("a\r\n1\r\nb\r\n");
  });

  test("several headings lead from the outer to the inner", async () => {
    const twice = "class A:\n  def f():\n    return 1\nclass B:\n  def f():\n    return 1\n";
    const changed = twice.replace(/1\n$/, "2\n");
    const change = ["-    return 1", "+    return 2"];
    expect(await update(twice, "@@ class B:", "@@   def f():", ...change)).toBe(changed);
    expect(await update(twice, "@@ class B:", "@@ def f():", "@@", ...change)).toBe(changed);
    expect(await update(twice, "@@ class B:", "@@ def g():", ...change)).toBe(
      "! the line 'def g():' after @@ was not found",
    );
  });

  test("an end-of-file marker", async () => {
    expect(await update("x\ny\nx\n", "@@", "-x", "+z", "*** End of File")).toBe("x\ny\nz\n");
    expect(await update("x\ny\n", "@@", "-x", "+z", "*** End of File")).toMatch(/^! .*not found/s);
  });

  test("an extra blank line at the end of the old lines is ignored", async () => {
    expect(await update("a\nb\n", "@@", "-b", "+c", "", "*** End of File")).toBe("a\nc\n");
    expect(await update("a\n", "@@", "-a", "-", "+b", "+")).toBe("b\n");
    expect(await update("a\n", "@@", " a", "", "+b")).toBe("a\n\nb\n");
    expect(await update("\n", "@@", "", "-")).toBe("");
  });

  test("the error names the lines that were not found", async () => {
    expect(await update("a\n", "@@ nowhere", "-a")).toBe("! the line 'nowhere' after @@ was not found");
    expect(await update("a\n", "@@", " b", "-c", "+d")).toBe("! these lines were not found:\nb\nc");
  });
});

describe("text that the patch does not touch is unchanged", () => {
  test("a context line that matched leniently keeps its spelling", async () => {
    expect(await update("\ta \u2013 b  \nold\n", "@@", " a - b", "-old", "+new")).toBe("\ta \u2013 b  \nnew\n");
  });

  test("carriage returns; new lines get the file's usual line ending", async () => {
    expect(await update("a\r\nb\r\nc\n", "@@", " a", "-b", "+B", "+B2")).toBe("a\r\nB\r\nB2\r\nc\n");
  });

  test("the byte-order mark", async () => {
    expect(await update("\uFEFFa\nb\n", "@@", "-a", "+A")).toBe("\uFEFFA\nb\n");
  });

  test("a missing newline at the end, unless the last line is added", async () => {
    expect(await update("a\nb", "@@", "-a", "+A")).toBe("A\nb");
    expect(await update("a\nb", "@@", "-b", "+B")).toBe("a\nB\n");
    expect(await update("a\nb", "@@", "+c")).toBe("a\nb\nc\n");
    expect(await update("a\r\nb", "@@", "+c")).toBe("a\r\nb\r\nc\r\n");
  });

  test("blank lines at the end", async () => {
    expect(await update("a\n\n\n", "@@", "-a", "+b")).toBe("b\n\n\n");
  });
});
