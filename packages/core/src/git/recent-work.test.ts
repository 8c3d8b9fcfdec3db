import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { expect, onTestFinished, test } from "vitest";
import { gitBranches, recentCommits } from "./recent-work.js";

async function repository() {
  const cwd = new TemporaryFolder();
  onTestFinished(() => cwd[Symbol.dispose]());
  const call = { cwd: cwd.path, env: process.env, signal: new AbortController().signal };
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: cwd.path,
      input,
      encoding: "utf8",
    }).trim();
  return { call, cwd: cwd.path, git };
}

test("lists branches, including those of remotes, and the latest commits", async () => {
  const { call, git } = await repository();
  expect(await gitBranches(call)).toEqual([]);
  expect(await recentCommits(call, 5)).toEqual([]);
  git(["init", "--quiet", "--initial-branch=trunk"]);
  git(["commit", "--quiet", "--allow-empty", "--message=one  and\ta half"]);
  git(["update-ref", "refs/remotes/origin/topic", "HEAD"]);
  git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/topic"]);
  git(["commit", "--quiet", "--allow-empty", "--message=two"]);
  expect([...(await gitBranches(call))].sort()).toEqual(["origin/topic", "trunk"]);
  expect((await recentCommits(call, 5)).map(({ title }) => title)).toEqual(["two", "one  and\ta half"]);
  expect(await recentCommits(call, 1)).toEqual([{ sha: git(["rev-parse", "HEAD"]), title: "two" }]);
});

test.skipIf(process.platform === "win32")(
  "runs no program that the repository configures for checking signatures (not on Windows)",
  async () => {
    const { call, cwd, git } = await repository();
    git(["init", "--quiet", "--initial-branch=trunk"]);
    const ran = path.join(cwd, "ran");
    const program = path.join(cwd, "program.sh");
    await writeFile(program, `#!/bin/sh\ntouch '${ran}'\n`);
    await chmod(program, 0o755);
    const person = "a <a@b.c> 1700000000 +0000";
    const signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----";
    const tree = git(["mktree"]);
    const signed = `tree ${tree}\nauthor ${person}\ncommitter ${person}\n${signature}\n\nsigned\n`;
    git(["update-ref", "refs/heads/trunk", git(["hash-object", "-t", "commit", "-w", "--stdin"], signed)]);
    git(["config", "gpg.program", program]);
    git(["config", "log.showSignature", "true"]);
    expect((await recentCommits(call, 5)).map(({ title }) => title)).toEqual(["signed"]);
    expect(existsSync(ran)).toBe(false);
  },
);
