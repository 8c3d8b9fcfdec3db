import { chmodSync, existsSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { git } from "../../../test/support/git.js";
import { TemporaryFolder } from "../../../test/support/temporary-folder.js";
import { ObeyedFiles } from "./obeyed-files.js";

afterEach(() => {
  vi.useRealTimers();
});

/** A project with hooks and a program that its settings name. */
function project(): TemporaryFolder {
  const folder = new TemporaryFolder({ "tools/fs.sh": "#!/bin/sh\nexit 1\n", ".husky/pre-commit": "true\n" });
  for (const file of ["tools/fs.sh", ".husky/pre-commit"]) chmodSync(folder.at(file), 0o755);
  git(folder.path, "init", "-q");
  git(folder.path, "config", "core.fsmonitor", "tools/fs.sh");
  git(folder.path, "config", "core.hooksPath", ".husky");
  return folder;
}

const scopeOf = ({ path }: TemporaryFolder) => ({ roots: [{ root: path, workspaces: [path] }], home: undefined });

describe.each([
  ["behind, as a busy machine's is", 500],
  ["behind by an hour, as a server's may be", 3_600_000],
  ["ahead by an hour", -3_600_000],
])("a file system's clock that is %s", (_, lag) => {
  test.each(["tools/fs.sh", ".husky/pre-commit", ".git/hooks/post-checkout", ".git/config.worktree"])(
    "changes nothing: what a command writes to %s is put aside",
    async (file) => {
      using folder = project();
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + lag });
      const watch = await new ObeyedFiles({}).begin(scopeOf(folder));
      folder.write(file, "[alias]\n\tx = !touch PWN\n");
      expect((await watch.end(new Set())).paths).toEqual([folder.at(file)]);
      expect(existsSync(folder.at(file)) && readFileSync(folder.at(file), "utf8").includes("PWN")).toBe(false);
    },
  );
});

test("a repository that a command makes is looked after also where the file system's clock is late", async () => {
  using folder = project();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 500 });
  const watch = await new ObeyedFiles({}).begin(scopeOf(folder));
  git(folder.path, "init", "-q", "sub");
  git(folder.at("sub"), "config", "core.fsmonitor", "touch PWN");
  expect((await watch.end(new Set())).paths).toEqual([folder.at("sub/.git/config")]);
});
