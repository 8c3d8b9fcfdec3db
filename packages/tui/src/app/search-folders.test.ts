import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { folderNamed, searchFolders } from "./search-folders.js";

test("folders are found by their first letters, from the current folder, from home and with spaces", async () => {
  const root = mkdtempSync(path.join(tmpdir(), "codex-folders-"));
  const env = { HOME: path.join(root, "home") };
  for (const name of ["work/src/deep", "work/side car", "work/.git", "home/notes"])
    mkdirSync(path.join(root, name), { recursive: true });
  writeFileSync(path.join(root, "work/some-file"), "");
  const cwd = path.join(root, "work");
  const found = (letters: string) => searchFolders(letters, cwd, env);
  expect(await found("")).toEqual(["side car/", "src/"]);
  expect(await found("s")).toEqual(["side car/", "src/"]);
  expect(await found("side c")).toEqual(["side car/"]);
  expect(await found("src/")).toEqual(["src/deep/"]);
  expect(await found("../h")).toEqual(["../home/"]);
  expect(await found("~/n")).toEqual(["~/notes/"]);
  expect(await found(".g")).toEqual([".git/"]);
  await expect(found("nowhere/x")).rejects.toThrow("ENOENT");
  expect(folderNamed("~/notes/", cwd, env)).toBe(path.join(root, "home/notes"));
  rmSync(root, { recursive: true });
});
