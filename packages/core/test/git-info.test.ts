import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { collectGitInfo } from "../src/git/git-info.js";
import { mainRepositoryRoot } from "../src/git/repository.js";
import { git } from "./support/git.js";

const never = new AbortController().signal;

test("outside a repository, and in a folder that only looks like one, there is no information", async () => {
  using folder = new TemporaryFolder({ "fake/.git/config": "" });
  expect(await collectGitInfo(folder.path, never)).toBeUndefined();
  expect(await collectGitInfo(folder.at("fake"), never)).toBeUndefined();
});

test("commit, branch and remote are as Git reports them", async () => {
  using folder = new TemporaryFolder({ "sub/file": "x" });
  git(folder.path, "init", "-q");
  expect(await collectGitInfo(folder.path, never)).toEqual({ branch: "main" });
  git(folder.path, "add", ".");
  git(folder.path, "commit", "-qm", "one");
  git(folder.path, "checkout", "-qb", "feature/nested");
  git(folder.path, "remote", "add", "origin", "https://user:secret@example.com/a b.git");
  const commit = git(folder.path, "rev-parse", "HEAD");
  const expected = { commit_hash: commit, branch: "feature/nested", repository_url: "https://example.com/a b.git" };
  expect(await collectGitInfo(folder.at("sub"), never)).toEqual(expected);
  git(folder.path, "pack-refs", "--all");
  expect(await collectGitInfo(folder.path, never)).toEqual(expected);
  git(folder.path, "checkout", "-q", commit);
  expect(await collectGitInfo(folder.path, never)).toEqual({ ...expected, branch: undefined });
});

test("a linked working tree has its own branch and belongs to the main one", async () => {
  using folder = new TemporaryFolder({ "main/file": "x" });
  git(folder.at("main"), "init", "-q");
  git(folder.at("main"), "add", ".");
  git(folder.at("main"), "commit", "-qm", "one");
  git(folder.at("main"), "worktree", "add", "-q", "-b", "other", folder.at("linked"));
  const commit = git(folder.at("main"), "rev-parse", "HEAD");
  expect(await collectGitInfo(folder.at("linked"), never)).toEqual({ commit_hash: commit, branch: "other" });
  expect(await mainRepositoryRoot(folder.at("linked"))).toBe(folder.at("main"));
});

test("refs do not lead out of the repository", async () => {
  using folder = new TemporaryFolder({ ".git/HEAD": "ref: refs/heads/../../../secret\n", secret: "a".repeat(40) });
  expect(await collectGitInfo(folder.path, never)).toMatchObject({ commit_hash: undefined });
});
