import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeScratchFolder } from "../src/scratch-folder.js";

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "codex-scratch-"));
});
afterEach(() => rmSync(home, { recursive: true }));

test("a scratch folder is private and new, and goes with what is in it", async () => {
  await using other = await makeScratchFolder(home);
  const folder = await makeScratchFolder(home);
  expect(path.dirname(folder.path)).toBe(path.join(home, "scratch"));
  for (const each of [path.dirname(folder.path), folder.path]) expect(statSync(each).mode & 0o777).toBe(0o700);
  writeFileSync(path.join(folder.path, "file"), "");
  await folder[Symbol.asyncDispose]();
  expect(readdirSync(path.join(home, "scratch"))).toEqual([path.basename(other.path)]);
});

test("what a killed process left a week ago is removed", async () => {
  const [old, fresh] = ["old", "fresh"].map((name) => path.join(home, "results", name));
  for (const folder of [old, fresh]) mkdirSync(folder ?? "", { recursive: true });
  utimesSync(old ?? "", 0, 0);
  await using _folder = await makeScratchFolder(home, "results");
  expect([existsSync(old ?? ""), existsSync(fresh ?? "")]).toEqual([false, true]);
});
