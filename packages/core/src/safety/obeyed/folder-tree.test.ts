import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FolderTree, looksBare } from "./folder-tree.js";

let root: TemporaryFolder;
beforeEach(() => {
  root = new TemporaryFolder();
});
afterEach(() => root[Symbol.dispose]());

const make = (...paths: string[]) => {
  for (const path of paths) {
    mkdirSync(root.at(dirname(path)), { recursive: true });
    if (path.endsWith("/")) mkdirSync(root.at(path), { recursive: true });
    else writeFileSync(root.at(path), "");
  }
};

function isCaseSensitive(): boolean {
  using folder = new TemporaryFolder();
  const isSensitive = !existsSync(folder.path.toUpperCase());
  return isSensitive;
}

async function look(tree = new FolderTree(root.path)) {
  const { git, bare, codex, isComplete } = await tree.look();
  const named = (paths: readonly string[]) => paths.map((path) => relative(root.path, path)).sort();
  return { git: named(git), bare: named(bare), codex: named(codex), isComplete };
}

test("obeyed paths are found at any depth, in any letter case, as folder, file or link", async () => {
  make(
    ".git/config",
    "a/b/.git",
    "a/.GIT/config",
    "a/b/c/.codex/config.toml",
    ".Codex",
    "x/HEAD",
    "x/objects/",
    "x/refs/",
  );
  mkdirSync(root.at("linked"));
  symlinkSync("../x", root.at("linked/.git"));
  expect(await look()).toEqual({
    git: [".git", "a/.GIT", "a/b/.git", "linked/.git"],
    bare: ["x"],
    codex: [".Codex", "a/b/c/.codex"],
    isComplete: true,
  });
});

test.runIf(isCaseSensitive())("all names that only differ in case are found", async () => {
  make("a/.GIT/x", "a/.Git/x", "a/.git/config", "a/.gIt", "a/.CODEX", "a/.codex/config.toml");
  expect(await look()).toMatchObject({
    git: ["a/.GIT", "a/.Git", "a/.gIt", "a/.git"],
    codex: ["a/.CODEX", "a/.codex"],
  });
});

test("links to folders are not followed, and a repository's own folder is not searched", async () => {
  make("a/.git/modules/x/.git", "a/.git/nested/.codex/x");
  symlinkSync("a", root.at("b"));
  symlinkSync("..", root.at("a/up"));
  expect(await look()).toMatchObject({ git: ["a/.git"], codex: [] });
});

test("entries created and removed between two scans are noticed", async () => {
  make("a/b/file");
  const tree = new FolderTree(root.path);
  expect((await look(tree)).git).toEqual([]);
  make("a/b/.git", "a/c/.git");
  expect((await look(tree)).git).toEqual(["a/b/.git", "a/c/.git"]);
  rmSync(root.at("a/b"), { recursive: true });
  make("a/b/HEAD", "a/b/commondir");
  expect(await look(tree)).toMatchObject({ git: ["a/c/.git"], bare: ["a/b"] });
  rmSync(root.at("a"), { recursive: true });
  expect(await look(tree)).toEqual({ git: [], bare: [], codex: [], isComplete: true });
});

test.each([
  ["HEAD objects refs", true],
  ["HEAD commondir", true],
  ["HEAD objects", false],
  ["HEAD refs", false],
  ["objects refs commondir", false],
  ["HEAD", false],
])("%s: taken for a repository: %s", (names, expected) => {
  expect(looksBare(new Set(names.split(" ")))).toBe(expected);
});
