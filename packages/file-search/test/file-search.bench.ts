import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { FileIndex, searchFiles } from "../src/index.js";

// Run with `npx vitest bench packages/file-search`. It writes 120,000 empty files below the temporary directory.

const words = "alpha beta gamma delta index main utils parser render config server client model view test spec".split(
  " ",
);
const signal = new AbortController().signal;
let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "file-search-bench-"));
  for (let directory = 0; directory < 1_200; directory++) {
    const path = join(root, `d${directory % 60}`, `${words[directory % 16]}_${directory}`);
    await mkdir(path, { recursive: true });
    const names = Array.from({ length: 100 }, (_, file) => `${words[(file * 7) % 16]}${words[file % 11]}${file}.ts`);
    await Promise.all(names.map((name) => writeFile(join(path, name), "")));
  }
}, 600_000);

afterAll(() => rm(root, { recursive: true, force: true }), 600_000);

test("cold: list 120,000 files and search them", async ({ bench }) => {
  await bench("searchFiles", async () => {
    await searchFiles("indexpar", root, { signal });
  }).run();
});

test("warm: a keystroke among 120,000 files", async ({ bench }) => {
  const index = await FileIndex.open(root, { signal });
  await bench.compare(
    bench("1 letter", () => void index.search("i", { computeIndices: true })),
    bench("3 letters", () => void index.search("ind", { computeIndices: true })),
    bench("8 letters", () => void index.search("indexpar", { computeIndices: true })),
    bench("2 words", () => void index.search("d5/ par", { computeIndices: true })),
  );
});
