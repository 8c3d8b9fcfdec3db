import fc from "fast-check";
import { expect, test } from "vitest";
import { applyPatch, type FileWrite, type PatchFileSystem, unifiedDiff } from "../src/index.js";
import { applyIn } from "./apply-in.js";
import { temporaryDirectory } from "./temporary-directory.js";

/** A line that occurs once, so that a patch with little context matches in only one place. */
const lineText = fc.stringMatching(/^[ -~\u2013\u00E4\u{1F600}]{0,12}$/u);

/** A file's text before and after some edits, with the same line endings, byte order mark and final newline. */
const pair = fc
  .record({
    rows: fc.array(
      fc.record({ text: lineText, fate: fc.constantFrom("keep", "keep", "keep", "remove", "replace", "insert") }),
      {
        minLength: 1,
        maxLength: 40,
      },
    ),
    newline: fc.constantFrom("\n", "\r\n"),
    mark: fc.constantFrom("", "\uFEFF"),
    lastNewline: fc.boolean(),
  })
  .map(({ rows, newline, mark, lastNewline }) => {
    const numbered = rows.map(({ text, fate }, index) => ({ text: `${index} ${text}`, fate }));
    const before = numbered.map(({ text }) => text);
    const after = numbered.flatMap(({ text, fate }) => edited(text, fate));
    const last = "the last line";
    const join = (lines: readonly string[]) => mark + [...lines, last].join(newline) + (lastNewline ? newline : "");
    return { before: join(before), after: join(after), lines: { before: [...before, last], after: [...after, last] } };
  });

function edited(text: string, fate: string): string[] {
  if (fate === "remove") return [];
  if (fate === "replace") return [`${text} changed`];
  return fate === "insert" ? [text, `${text} and more`] : [text];
}

/** A patch made from a unified diff: the same lines, without line numbers. */
async function patchFrom(before: readonly string[], after: readonly string[], context: number): Promise<string[]> {
  const diff = await unifiedDiff(`${before.join("\n")}\n`, `${after.join("\n")}\n`, { context });
  return diff
    .split("\n")
    .slice(0, -1)
    .map((line) => line.replace(/^@@ .*/, "@@"));
}

function memoryFileSystem(files: Map<string, Uint8Array>): PatchFileSystem {
  return {
    read: async (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? undefined : { bytes, mode: 0o644 };
    },
    commit: async (writes: readonly FileWrite[]) => {
      for (const write of writes) {
        if (write.type === "write") files.set(write.path, write.bytes);
        else files.delete(write.path);
      }
    },
  };
}

test("a patch made from two texts turns one into the other, byte for byte", async () => {
  await fc.assert(
    fc.asyncProperty(pair, fc.integer({ min: 1, max: 3 }), async ({ before, after, lines }, context) => {
      fc.pre(before !== after);
      const files = new Map([["/w/f", new TextEncoder().encode(before)]]);
      const patch = [
        "*** Begin Patch",
        "*** Update File: f",
        ...(await patchFrom(lines.before, lines.after, context)),
        "*** End Patch",
      ];
      const result = await applyPatch({
        patch: patch.join("\n"),
        cwd: "/w",
        fileSystem: memoryFileSystem(files),
        signal: new AbortController().signal,
      });
      expect(result.stderr).toBe("");
      expect(Buffer.from(files.get("/w/f") ?? []).toString()).toBe(after);
    }),
    { numRuns: 500 },
  );
});

const path = fc.constantFrom(
  "a",
  "b",
  "sub/c",
  "sub/new/d",
  "../outside",
  "/nowhere/e",
  "sub",
  "link",
  ".git/config",
  "",
);
const body = fc.array(
  fc.oneof(
    fc.constantFrom("@@", "@@ one", " one", "-one", "+one", " two", "-two", "+x", "", "*** End of File"),
    fc.string(),
  ),
  { maxLength: 6 },
);
const brokenPatch = fc
  .array(
    fc.tuple(fc.constantFrom("*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: "), path, body),
    { maxLength: 5 },
  )
  .map((files) => files.flatMap(([marker, name, lines]) => [marker + name, ...lines]));

test("a failing patch changes no byte and leaves nothing behind", async () => {
  await using directory = await temporaryDirectory();
  const start = { a: "one\ntwo\n", b: "two\r\none", "sub/c": "one\none\n" };
  let failures = 0;
  await fc.assert(
    fc
      .asyncProperty(brokenPatch, async (lines) => {
        const before = await directory.read();
        const result = await applyIn(directory.path, lines);
        if (result.ok) return;
        failures++;
        expect(result.stderr).not.toBe("");
        expect(await directory.read()).toEqual(before);
      })
      .beforeEach(() => directory.write(start)),
    { numRuns: 300 },
  );
  expect(failures).toBeGreaterThan(50);
});

test("a file with any bytes gives a result or a typed error", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), body, async (bytes, lines) => {
      const files = new Map([["/w/f", bytes]]);
      const result = await applyPatch({
        patch: ["*** Begin Patch", "*** Update File: f", ...lines, "*** End Patch"].join("\n"),
        cwd: "/w",
        fileSystem: memoryFileSystem(files),
        signal: new AbortController().signal,
      });
      if (!result.ok) expect(files.get("/w/f")).toEqual(bytes);
    }),
    { numRuns: 500 },
  );
});
