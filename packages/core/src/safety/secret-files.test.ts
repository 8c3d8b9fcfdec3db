import { symlinkSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryFolder } from "../../test/support/temporary-folder.js";
import { secretFilesOf } from "./secret-files.js";

let home: TemporaryFolder;
beforeAll(() => {
  home = new TemporaryFolder({
    ".codex/auth.json": "{}",
    ".codex/config.toml": "",
    "work/x": "",
  });
  symlinkSync(home.at(".codex"), home.at("work/folder"));
});
afterAll(() => home[Symbol.dispose]());

test("secrets are the files that are there, by their real paths", () => {
  expect(secretFilesOf(home.at(".codex"))).toEqual([home.at(".codex/auth.json")]);
  expect(secretFilesOf(home.at("work/folder"))).toEqual([home.at(".codex/auth.json")]);
  expect(secretFilesOf("/no/such/home")).toEqual([]);
});
