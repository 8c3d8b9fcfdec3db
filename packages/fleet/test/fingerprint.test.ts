import { execFileSync } from "node:child_process";
import { chmod, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test, vi } from "vitest";
import { workingTreeFingerprint } from "../src/workspace/working-tree-fingerprint.js";

const { signal } = new AbortController();

test("the fingerprint of a working tree stays the same until something changes that a snapshot contains", async () => {
  using folder = new TemporaryFolder();
  const cwd = folder.path;
  // Makes every change count as settled, or none.
  let isSettled = true;
  const { now } = Date;
  const clock = vi.spyOn(Date, "now").mockImplementation(() => now() + (isSettled ? 60_000 : -60_000));
  try {
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd });
    const file = (name: string) => path.join(cwd, name);
    const fingerprint = () => workingTreeFingerprint({ cwd, env: process.env, signal });
    expect(await fingerprint()).toBeUndefined();
    git("init", "-q", "-b", "main");
    await writeFile(file("a"), "1");
    await writeFile(file(".gitignore"), "ignored\n");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    isSettled = false;
    expect(await fingerprint()).toBeUndefined();
    isSettled = true;
    let seen = await fingerprint();
    await writeFile(file("ignored"), "1");
    expect(await fingerprint()).toBe(seen);
    const changes: readonly (() => unknown)[] = [
      () => writeFile(file("a"), "2"),
      // Keeps an old modification time, like `cp -p`.
      () => writeFile(file("a"), "3").then(() => utimes(file("a"), 0, 0)),
      () => writeFile(file("new"), ""),
      () => chmod(file("new"), 0o755),
      () => rm(file("new")),
      () => git("branch", "other"),
      () => git("add", "."),
      () => git("commit", "-q", "-m", "second"),
      () => git("switch", "-q", "other"),
      () => git("rm", "-q", "--cached", "a"),
      () => rm(file("a")),
    ];
    for (const change of changes) {
      await change();
      const next = await fingerprint();
      expect(next).toMatch(/^[\da-f]{64}$/);
      expect(next).not.toBe(seen);
      seen = next;
      expect(await fingerprint()).toBe(next);
    }
    git("init", "-q", "inner");
    expect(await fingerprint()).toBeUndefined();
  } finally {
    clock.mockRestore();
  }
});
