import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { type EntryState, stateOf } from "./entry-state.js";
import { isInUse } from "./repositories-in-use.js";

function statesIn(folder: TemporaryFolder, files: Readonly<Record<string, string>>): Map<string, EntryState> {
  const written = Object.entries(files).map(([name, text]) => folder.write(name, text));
  return new Map(written.map((path) => [path, stateOf(path) ?? expect.fail("it is there")]));
}

test.each<[string, Record<string, string>, boolean]>([
  ["a .git file leads to", { "a/.git": "gitdir: ../bare\n" }, true],
  [
    "a linked working tree belongs to",
    { "a/.git": "gitdir: ../bare/worktrees/a\n", "bare/worktrees/a/commondir": "../..\n" },
    true,
  ],
  ["a linked working tree without a commondir is in", { "a/.git": "gitdir: ../bare/worktrees/a\n" }, false],
  ["a commondir elsewhere names", { "a/.git": "gitdir: ../b\n", "b/commondir": "../bare\n" }, false],
  ["only other files lead to", { "a/git": "gitdir: ../bare\n", "b/.git": "gitdir: ../bared\n" }, false],
])("the repository that %s", (_, files, expected) => {
  using folder = new TemporaryFolder({ "bare/HEAD": "" });
  expect(isInUse(folder.at("bare"), statesIn(folder, files))).toBe(expected);
});
