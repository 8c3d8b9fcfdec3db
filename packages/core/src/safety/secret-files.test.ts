import { symlinkSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secretFilesOf } from "./secret-files.js";

let home: TemporaryFolder;
beforeAll(() => {
  home = new TemporaryFolder({
    ".codex/auth.json": "{}",
    ".codex/config.toml": "",
    "work/keys": "",
  });
  symlinkSync("../work/keys", home.at(".codex/.env"));
  symlinkSync(home.at(".codex"), home.at("work/folder"));
});
afterAll(() => home[Symbol.dispose]());

test("secret files are given by their real paths, existing or not, with the targets of links", () => {
  const names = ["auth.json", ".credentials.json", ".env"];
  const files = names.map((name) => home.at(".codex", name));
  expect(secretFilesOf(home.at(".codex"))).toEqual([...files, home.at("work/keys")]);
  expect(secretFilesOf(home.at("work/folder"))).toEqual([...files, home.at("work/keys")]);
  expect(secretFilesOf("/no/such/home")).toEqual(names.map((name) => `/no/such/home/${name}`));
});
