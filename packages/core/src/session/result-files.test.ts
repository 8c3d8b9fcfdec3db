import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ResultFiles } from "./result-files.js";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "results-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

it("saves texts privately until disposed, and removes old leftovers", async () => {
  const old = path.join(home, "tool-results", "old");
  await mkdir(old, { recursive: true });
  await utimes(old, 0, 0);
  const results = new ResultFiles(home);
  const files = await Promise.all([results.save("one"), results.save("two")]);
  expect(await Promise.all(files.map((file) => readFile(file ?? "", "utf8")))).toEqual(["one", "two"]);
  expect((await stat(files[0] ?? "")).mode & 0o777).toBe(0o600);
  expect(await readdir(path.join(home, "tool-results"))).toHaveLength(1);
  await results[Symbol.asyncDispose]();
  expect(await readdir(path.join(home, "tool-results"))).toEqual([]);
});

it("returns undefined if it cannot write", async () => {
  await writeFile(path.join(home, "tool-results"), "");
  await using results = new ResultFiles(home);
  expect(await results.save("one")).toBeUndefined();
});
