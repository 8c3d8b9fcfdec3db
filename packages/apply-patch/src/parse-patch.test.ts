import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePatch } from "./parse-patch.js";

const patch = (...lines: string[]) => ["*** Begin Patch", ...lines, "*** End Patch"].join("\n");

async function hunksOf(text: string) {
  const result = await parsePatch(text);
  return result.ok ? result.patch.hunks : result;
}

describe("the files of a patch", () => {
  test("an added file, with and without lines", async () => {
    expect(await hunksOf(patch("*** Add File: a/b.txt", "+one", "+", "*** Add File: empty"))).toEqual([
      { type: "add", path: "a/b.txt", content: "one\n\n" },
      { type: "add", path: "empty", content: "" },
    ]);
  });

  test.each([
    ["*** Begin Patch ***", "*** End Patch ***"],
    ["*** Begin Patch  ", "  *** End Patch"],
    ["*** Begin Patch***", "*** End Patch"],
  ])("between %j and %j", async (begin, end) => {
    expect(await hunksOf(`${begin}\n*** Delete File: a ***\n${end}\n`)).toEqual([{ type: "delete", path: "a ***" }]);
    expect(await hunksOf(`${begin}\n*** Add File: a\n+*** End Patch ***\n${end}`)).toEqual([
      { type: "add", path: "a", content: "*** End Patch ***\n" },
    ]);
  });

  test("an added file with more lines than one parser step takes, whose last lines come after another file", async () => {
    const lines = Array.from({ length: 200_000 }, (_, row) => `+ of line ${row}`);
    const text = patch("*** Add File: long", lines.map((line) => `+${line}`).join("\n"), "*** Add File: short", "+1");
    expect(await hunksOf(text)).toEqual([
      { type: "add", path: "long", content: `${lines.join("\n")}\n` },
      { type: "add", path: "short", content: "1\n" },
    ]);
  });

  test("deleted, updated and moved files", async () => {
    const text = patch("*** Delete File: a", "*** Update File: b", "*** Move to: c", "@@ def f():", "-x", "+y", " z");
    expect(await hunksOf(text)).toEqual([
      { type: "delete", path: "a" },
      {
        type: "update",
        path: "b",
        movePath: "c",
        chunks: [
          {
            headings: ["def f():"],
            endOfFile: false,
            lines: [
              { kind: "remove", text: "x" },
              { kind: "add", text: "y" },
              { kind: "context", text: "z" },
            ],
          },
        ],
      },
    ]);
  });

  test("several chunks, the first without @@, the last at the end of the file", async () => {
    const text = patch("*** Update File: b", "-x", "", "@@", "+y", "*** End of File", "", "@@", "+z");
    expect(await hunksOf(text)).toMatchObject([
      {
        chunks: [
          { endOfFile: false, lines: [{ kind: "remove" }, { kind: "context", text: "" }] },
          { endOfFile: true, lines: [{ kind: "add", text: "y" }] },
          { endOfFile: false, lines: [{ kind: "add", text: "z" }] },
        ],
      },
    ]);
  });
});

describe("lenient forms", () => {
  const plain = patch("*** Delete File: a");

  test.each([
    ["blanks around it", `\n  ${plain}\n\n`],
    ["a heredoc left in the argument", `<<'EOF'\n${plain}\nEOF\n`],
    ["a heredoc with double quotes", `<<"EOF"\n${plain}\nEOF`],
    ["carriage returns", plain.replaceAll("\n", "\r\n")],
    ["blanks around a header", patch("  *** Delete File: a  ")],
  ])("%s", async (_, text) => {
    expect(await hunksOf(text)).toEqual([{ type: "delete", path: "a" }]);
  });

  test("the text is the patch without its heredoc", async () => {
    expect(await parsePatch(`<<EOF\n${plain}\nEOF`)).toMatchObject({ ok: true, patch: { text: plain } });
  });
});

describe("invalid patches", () => {
  test.each([
    ["nothing", "", undefined],
    ["no start", "hello\n*** End Patch", undefined],
    ["no end", "*** Begin Patch\n*** Delete File: a", undefined],
    ["only a start", "*** Begin Patch", undefined],
    ["an unknown header", patch("*** Rename File: a"), 2],
    ["an update without lines", patch("*** Update File: a"), 2],
    ["a chunk without lines", patch("*** Update File: a", "@@"), 4],
    ["a chunk that ends at once", patch("*** Update File: a", "@@", "*** End of File"), 4],
    ["a line without a mark", patch("*** Update File: a", "@@", "x"), 4],
    ["a second place without @@", patch("*** Update File: a", "+x", "*** End of File", "+y"), 5],
    ["a NUL in a path", patch("*** Delete File: a\0b"), 2],
  ])("%s", async (_, text, line) => {
    expect(await parsePatch(text)).toEqual({ ok: false, line, message: expect.stringMatching(/./) });
  });
});

const fragment = fc.oneof(
  fc.constantFrom(
    "*** Begin Patch",
    "*** End Patch",
    "*** Add File: a",
    "*** Update File: b",
    "*** Move to: c",
    "@@",
    "@@ x",
  ),
  fc.constantFrom("*** Delete File: d", "*** End of File", "+x", "-x", " x", "", "<<EOF", "EOF", "\r", "***"),
  fc.string({ unit: "binary" }),
);

test("any text either parses or is refused with a reason", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fragment), fc.constantFrom("\n", "\r\n"), async (lines, newline) => {
      const text = lines.join(newline);
      for (const candidate of [text, patch(text)]) {
        const result = await parsePatch(candidate);
        if (!result.ok) expect(result.message).not.toBe("");
      }
    }),
    { numRuns: 500 },
  );
});

describe("the error names what models put around a patch", () => {
  const inner = patch("*** Delete File: a");

  test.each([
    ["an object", JSON.stringify({ input: inner })],
    ["an object, indented", JSON.stringify({ patch: inner }, undefined, 2)],
    ["a list", JSON.stringify(["apply_patch", inner])],
    ["a string", JSON.stringify(inner)],
    ["JSON that is cut", JSON.stringify({ input: inner }).slice(0, -1)],
  ])("JSON: %s", async (_, text) => {
    expect(await parsePatch(text)).toMatchObject({ ok: false, message: expect.stringContaining("inside of JSON") });
  });

  test("a code fence", async () => {
    expect(await parsePatch(`\`\`\`\n${inner}\n\`\`\``)).toMatchObject({
      message: expect.stringContaining("Leave out the lines"),
    });
  });
});
