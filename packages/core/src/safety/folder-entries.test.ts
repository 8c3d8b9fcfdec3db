import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { becomeSomebody, isRoot, SOMEBODY } from "../../test/support/become-somebody.js";
import { entriesOf, namesIn } from "./folder-entries.js";

const modeOf = (path: string) => statSync(path).mode & 0o777;

/** A folder with that mode, owned by the user that the test runs as. */
function shutFolder(mode: number, owner = SOMEBODY): TemporaryFolder {
  const folder = new TemporaryFolder({ "shut/file": "" });
  if (isRoot) chownSync(folder.at("shut"), owner, owner);
  chmodSync(folder.at("shut"), mode);
  return folder;
}

test.each([0o311, 0o111, 0o666, 0o000])("a folder with mode %i is made accessible to its owner", (mode) => {
  using folder = shutFolder(mode);
  chmodSync(folder.path, 0o755);
  {
    using _ = becomeSomebody();
    expect(namesIn(folder.at("shut"))).toEqual(["file"]);
  }
  expect(modeOf(folder.at("shut"))).toBe(mode | 0o700);
});

test("a link to an inaccessible folder changes nothing", () => {
  using folder = shutFolder(0o311);
  chmodSync(folder.path, 0o755);
  symlinkSync("shut", folder.at("link"));
  {
    using _ = becomeSomebody();
    expect(entriesOf(folder.at("link"))).toEqual([]);
  }
  expect(modeOf(folder.at("shut"))).toBe(0o311);
});

test.runIf(isRoot)("another user's folder stays inaccessible", () => {
  using folder = shutFolder(0o700, 0);
  chmodSync(folder.path, 0o755);
  {
    using _ = becomeSomebody();
    expect(entriesOf(folder.at("shut"))).toEqual([]);
  }
  expect(modeOf(folder.at("shut"))).toBe(0o700);
});

test("a missing folder has no entries", () => {
  using folder = new TemporaryFolder({ file: "" });
  mkdirSync(folder.at("empty"));
  expect([folder.at("file"), folder.at("none"), folder.at("empty")].map(namesIn)).toEqual([[], [], []]);
});
