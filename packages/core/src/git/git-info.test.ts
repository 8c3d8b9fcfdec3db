import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectGitInfo } from "./git-info.js";

let folder: TemporaryFolder;
const git = (...args: string[]) => execFileSync("git", args, { cwd: folder.path, stdio: "pipe" });
beforeAll(() => {
  folder = new TemporaryFolder();
  git("init", "-q", ".");
  git("remote", "add", "origin", "x");
});
afterAll(() => folder[Symbol.dispose]());

describe("the URL of a repository, as it is saved", () => {
  it.each([
    ["https://ghp_token@github.com/a/b.git", "https://github.com/a/b.git"],
    ["https://me:token@github.com/a/b.git", "https://github.com/a/b.git"],
    ["https://me:to@ken@github.com/a/b.git", "https://github.com/a/b.git"],
    ["https://:token@host", "https://host"],
    ["http://oauth2:token@host:8080/a?private_token=x#y", "http://host:8080/a"],
    ["ftp://token@host/a", "ftp://host/a"],
    ["ssh://git@github.com/a/b.git", "ssh://git@github.com/a/b.git"],
    ["ssh://me:token@host/a", "ssh://host/a"],
    ["git@github.com:a/b.git", "git@github.com:a/b.git"],
    ["https://github.com/a/@scope/b.git", "https://github.com/a/@scope/b.git"],
    ["/srv/git/x.git", "/srv/git/x.git"],
  ])("%s is %s", async (url, shown) => {
    git("config", "remote.origin.url", url);
    const info = await collectGitInfo(folder.path, new AbortController().signal);
    expect(info?.repository_url).toBe(shown);
  });

  it("is found in settings with Windows line endings", async () => {
    const config = folder.at(".git/config");
    git("config", "remote.origin.url", "git@github.com:a/b.git");
    writeFileSync(config, readFileSync(config, "utf8").replaceAll("\n", "\r\n"));
    const info = await collectGitInfo(folder.path, new AbortController().signal);
    expect(info?.repository_url).toBe("git@github.com:a/b.git");
  });
});
