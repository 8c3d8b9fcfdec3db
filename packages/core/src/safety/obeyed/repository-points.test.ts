import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commonFolderOf, hooksIn, isOwnCommonFolder, type ObeyedPoint, pointsOfGitEntry } from "./repository-points.js";

let root: TemporaryFolder;
beforeEach(() => {
  root = new TemporaryFolder();
});
afterEach(() => root[Symbol.dispose]());

const write = (path: string, text = "") => {
  mkdirSync(dirname(root.at(path)), { recursive: true });
  writeFileSync(root.at(path), text);
};
const shown = (points: readonly ObeyedPoint[]) =>
  points.map(({ path, kind }) => `${kind} ${relative(root.path, path)}`);
const pointsOf = (git: string, isInScope = (_: string) => true) => shown(pointsOfGitEntry(root.at(git), isInScope));

/** Everything that Git obeys in any repository, whether it exists or not. */
const pointsIn = (folder: string) => [
  `settings ${folder}/config`,
  `settings ${folder}/config.worktree`,
  `pointer ${folder}/commondir`,
  `todo ${folder}/rebase-merge/git-rebase-todo`,
];

test("of a repository: settings, hooks, and files of its working trees", () => {
  for (const name of ["pre-commit", "pre-push.sample", "post-merge.untrusted", "post-merge.untrusted-2"])
    write(`.git/hooks/${name}`);
  write(".git/worktrees/a/HEAD");
  expect(pointsOf(".git")).toEqual([
    ...pointsIn(".git"),
    "hook .git/hooks/pre-commit",
    "pointer .git/worktrees/a/commondir",
    "settings .git/worktrees/a/config.worktree",
    "todo .git/worktrees/a/rebase-merge/git-rebase-todo",
  ]);
  expect(pointsOf("none/.git")).toEqual([]);
});

test("of a hooks folder with thousands of files: those that Git runs, and some others", () => {
  for (let index = 0; index < 1000; index++) write(`.git/hooks/a${index}`);
  const hooks = ["pre-commit", "post-index-change", "commit-msg", "update", "pre-merge-commit", "p4-pre-submit"];
  for (const hook of hooks) write(`.git/hooks/${hook}`);
  const points = hooksIn(root.at(".git/hooks")).map(({ path }) => relative(root.at(".git/hooks"), path));
  expect(points).toHaveLength(200);
  expect(points).toEqual(expect.arrayContaining(hooks));
});

test("of submodules, nested ones, and those with slashes in their names, checked out or not", () => {
  write(".git/modules/lib/HEAD");
  write(".git/modules/lib/modules/inner/HEAD");
  write(".git/modules/vendor/deep/HEAD");
  write(".git/modules/vendor/deep/hooks/post-checkout");
  expect(pointsOf(".git")).toEqual([
    ...pointsIn(".git"),
    ...pointsIn(".git/modules/lib"),
    ...pointsIn(".git/modules/lib/modules/inner"),
    ...pointsIn(".git/modules/vendor/deep"),
    "hook .git/modules/vendor/deep/hooks/post-checkout",
  ]);
});

test("of a pointer: itself, and its target if that is in scope", () => {
  write("sub/.git", "gitdir: ../elsewhere\n");
  write("elsewhere/HEAD");
  expect(pointsOf("sub/.git")).toEqual(["pointer sub/.git", ...pointsIn("elsewhere")]);
  expect(pointsOf("sub/.git", (path) => path !== root.at("elsewhere"))).toEqual(["pointer sub/.git"]);
  write("sub/.git", "no pointer");
  expect(pointsOf("sub/.git")).toEqual(["pointer sub/.git"]);
  write("sub/.git", "gitdir: ../none\n");
  expect(pointsOf("sub/.git")).toEqual(["pointer sub/.git"]);
});

test("of a link: itself, and its target", () => {
  write("elsewhere/HEAD");
  symlinkSync("elsewhere", root.at(".git"));
  expect(pointsOf(".git")).toEqual(["pointer .git", ...pointsIn("elsewhere")]);
});

test("a link in place of the hooks folder counts itself, too", () => {
  write("elsewhere/pre-commit");
  symlinkSync("elsewhere", root.at("hooks"));
  expect(shown(hooksIn(root.at("hooks")))).toEqual(["whole hooks", "hook elsewhere/pre-commit"]);
  expect(hooksIn(root.at("none"))).toEqual([]);
});

test("the folder of shared settings", () => {
  write("main/worktrees/a/commondir", "../..\n");
  write("empty/commondir", "\n");
  const tree = root.at("main/worktrees/a");
  expect(commonFolderOf(tree)).toBe(root.at("main"));
  for (const name of ["empty", "none"]) expect(commonFolderOf(root.at(name))).toBe(root.at(name));
  expect(isOwnCommonFolder(tree, "../..\n")).toBe(true);
  expect(isOwnCommonFolder(tree, "..")).toBe(false);
  expect(isOwnCommonFolder(root.at("main/other/a"), "../..")).toBe(false);
});
