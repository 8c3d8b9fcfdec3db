import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { roleFiles } from "./role-files.js";

test("all files with the ending are found, sorted; links to folders are not followed", async () => {
  using folder = new TemporaryFolder({ "b.toml": "", "sub/deep/a.toml": "", "notes.md": "", "elsewhere/c.toml": "" });
  mkdirSync(folder.at("agents"));
  symlinkSync("../elsewhere", folder.at("agents/link"));
  symlinkSync("../b.toml", folder.at("agents/d.toml"));
  expect(await roleFiles(folder.at("agents"))).toEqual([folder.at("agents/d.toml")]);
  expect(await roleFiles(folder.at("sub"))).toEqual([folder.at("sub/deep/a.toml")]);
  expect(await roleFiles(folder.at("missing"))).toEqual([]);
});

test("a folder with more entries than anybody has roles is not searched to its end", async () => {
  using folder = new TemporaryFolder();
  for (let parent = 0; parent < 21; parent++) {
    mkdirSync(folder.at(`${parent}`));
    for (let child = 0; child < 1_000; child++) writeFileSync(path.join(folder.path, `${parent}`, `${child}.md`), "");
    writeFileSync(path.join(folder.path, `${parent}`, "role.toml"), "");
  }
  const found = await roleFiles(folder.path);
  expect(found.length).toBeGreaterThan(0);
  expect(found.length).toBeLessThan(21);
});

const mayListEverything = process.platform === "win32" || process.getuid?.() === 0;

test.skipIf(mayListEverything)(
  "a folder that cannot be listed does not hide the roles beside it (not as root)",
  async () => {
    using folder = new TemporaryFolder({ "a.toml": "", "sub/b.toml": "" });
    mkdirSync(folder.at("shut"), { mode: 0 });
    expect(await roleFiles(folder.path)).toEqual([folder.at("a.toml"), folder.at("sub/b.toml")]);
  },
);
