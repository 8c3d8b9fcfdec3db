import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { git } from "../../test/support/git.js";
import { runGit } from "./run-git.js";

const ODD: Record<string, (file: string) => void> = {
  pipe: (file) => execFileSync("mkfifo", [file]),
  device: (file) => symlinkSync("/dev/zero", file),
  huge: (file) => {
    writeFileSync(file, "");
    truncateSync(file, 3 * 1024 ** 3);
  },
};
const cases = Object.keys(ODD).flatMap((kind) =>
  ["HEAD", "config", "index", "info/exclude", "info/attributes"].map((name) => [name, kind] as const),
);

test.each([".gitattributes", ".gitignore", "sub/.gitattributes"])("nor if %s of its files is a pipe", async (name) => {
  using folder = new TemporaryFolder({ "sub/a": "" });
  git(folder.path, "init", "-q");
  ODD["pipe"]?.(folder.at(name));
  const call = { cwd: folder.at("sub"), env: { PATH: process.env["PATH"] }, signal: new AbortController().signal };
  expect(await runGit(["add", "--dry-run", "."], { ...call, timeoutMs: 600_000 })).toBeUndefined();
});

test.each(cases)("does not block if %s of a repository is a %s", async (name, kind) => {
  using folder = new TemporaryFolder();
  git(folder.path, "init", "-q");
  mkdirSync(folder.at("sub"));
  const status = () =>
    runGit(["status", "--porcelain"], {
      cwd: folder.at("sub"),
      env: { PATH: process.env["PATH"] },
      signal: new AbortController().signal,
      timeoutMs: 600_000,
    });
  expect(await status()).toBe("");
  rmSync(folder.at(".git", name), { force: true });
  ODD[kind]?.(folder.at(".git", name));
  expect(await status()).toBeUndefined();
});

test.each([
  ["index", "made/.git/worktrees/linked/index"],
  ["config", "made/.git/config"],
])("nor if %s of a repository elsewhere, that a file points to, is a pipe", async (_, part) => {
  using folder = new TemporaryFolder();
  git(folder.path, "init", "-q", "made");
  git(folder.at("made"), "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "first");
  git(folder.at("made"), "worktree", "add", "-q", "../linked");
  const call = { cwd: folder.at("linked"), env: { PATH: process.env["PATH"] }, signal: new AbortController().signal };
  expect(await runGit(["status", "--porcelain"], { ...call, timeoutMs: 600_000 })).toBe("");
  rmSync(folder.at(part), { force: true });
  ODD["pipe"]?.(folder.at(part));
  expect(await runGit(["status", "--porcelain"], { ...call, timeoutMs: 600_000 })).toBeUndefined();
});
