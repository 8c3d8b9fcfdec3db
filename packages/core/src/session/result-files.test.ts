import { mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ResultFiles } from "./result-files.js";

let home: TemporaryFolder;
beforeEach(() => {
  home = new TemporaryFolder();
});
afterEach(() => home[Symbol.dispose]());

it("saves texts privately until disposed, and removes old leftovers", async () => {
  const old = home.at("tool-results", "old");
  await mkdir(old, { recursive: true });
  await utimes(old, 0, 0);
  const results = new ResultFiles(home.path);
  const files = await Promise.all([results.save("one"), results.save("two")]);
  expect(await Promise.all(files.map((file) => readFile(file ?? "", "utf8")))).toEqual(["one", "two"]);
  expect((await stat(files[0] ?? "")).mode & 0o777).toBe(0o600);
  expect(await readdir(home.at("tool-results"))).toHaveLength(1);
  await results[Symbol.asyncDispose]();
  expect(await readdir(home.at("tool-results"))).toEqual([]);
});

it("returns undefined if it cannot write", async () => {
  await writeFile(home.at("tool-results"), "");
  await using results = new ResultFiles(home.path);
  expect(await results.save("one")).toBeUndefined();
});
