import { test } from "vitest";
import { type PatchFileSystem, parsePatch, planPatch, unifiedDiff } from "../src/index.js";

// Run with `npx vitest bench packages/apply-patch`. Each patch is parsed, matched and applied, with files in memory.

const rows = 100_000;
const hunks = 1_000;
const path = "/w/big.txt";

/** Every file is repetitive: equal lines make matching slow. */
const files = {
  "every line differs": Array.from({ length: rows }, (_, row) => `line ${row} of the file`),
  "a few lines, again and again": Array.from({ length: rows }, (_, row) => ["{", "  x();", "}", ""][row % 4] ?? ""),
};

function patchFor(lines: readonly string[], look: (line: string) => string): string {
  const chunks = Array.from({ length: hunks }, (_, index) => {
    const row = index * (rows / hunks) + 50;
    const line = (offset: number) => look(lines[row + offset] ?? "");
    return `@@\n ${line(0)}\n ${line(1)}\n-${line(2)}\n+changed ${index}\n ${line(3)}\n ${line(4)}`;
  });
  return `*** Begin Patch\n*** Update File: ${path}\n${chunks.join("\n")}\n*** End Patch`;
}

async function plan(patch: string, content: Uint8Array): Promise<void> {
  const parsed = await parsePatch(patch);
  if (!parsed.ok) throw new Error(parsed.message);
  const fileSystem: PatchFileSystem = { read: async () => ({ bytes: content, mode: 0o644 }), commit: async () => {} };
  const planned = await planPatch(parsed.patch, { cwd: "/w", fileSystem, signal: new AbortController().signal });
  if (!planned.ok) throw new Error(planned.message);
}

for (const [what, lines] of Object.entries(files)) {
  const content = new TextEncoder().encode(`${lines.join("\n")}\n`);
  const exact = patchFor(lines, (line) => line);
  const lenient = patchFor(lines, (line) => `${line}  `);

  test(`${hunks} hunks, ${rows} lines: ${what}`, async ({ bench }) => {
    await bench.compare(
      bench("exact", () => plan(exact, content)),
      bench("lenient", () => plan(lenient, content)),
    );
  });
}

test("a unified diff of 1000 changes in 100,000 lines", async ({ bench }) => {
  const before = files["every line differs"];
  const after = before.map((line, row) => (row % 100 === 50 ? "changed" : line));
  const texts = [before, after].map((lines) => lines.join("\n"));
  await bench("unifiedDiff", async () => {
    await unifiedDiff(texts[0] ?? "", texts[1] ?? "", { context: 3 });
  }).run();
});
