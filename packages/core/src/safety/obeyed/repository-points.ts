import { realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { readSmallBytesSync } from "../../files/read-small-file.js";
import { namesIn } from "../folder-entries.js";
import { repositoryOf } from "../protected-paths.js";
import { statsOf } from "./entry-state.js";

/**
 * Something that a program of the user obeys:
 * - `settings`: a Git configuration file;
 * - `hook`: a program that Git runs;
 * - `pointer`: says where a repository is (`.git` files, `commondir`);
 * - `todo`: the steps of a rebase, which may be commands;
 * - `whole`: must not change at all, such as a shell's start-up file.
 */
export interface ObeyedPoint {
  readonly path: string;
  readonly kind: "settings" | "hook" | "pointer" | "todo" | "whole";
  /** The folder of the repository that it belongs to, if any. */
  readonly repository?: string | undefined;
}

/** Folders of remotes, one a file. Git still obeys them, but has not written any for twenty years. */
const REMOTES_IN_FILES = ["remotes", "branches"];

/** Covers submodules of submodules, and names with slashes. */
const MAX_DEPTH = 6;

/** What Git obeys because of a `.git` entry: a folder, a file that says where the folder is, or a link. */
export function pointsOfGitEntry(git: string, isInScope: (path: string) => boolean): ObeyedPoint[] {
  const stats = statsOf(git);
  if (stats === undefined) return [];
  if (stats.isDirectory()) return pointsOfRepository(git);
  const pointer: ObeyedPoint = { path: git, kind: "pointer" };
  const named = stats.isSymbolicLink() ? git : repositoryOf(git);
  const target = named && realPathOf(named);
  return target === undefined || !isInScope(target) ? [pointer] : [pointer, ...pointsOfRepository(target)];
}

/** What Git obeys in a repository's own folder, and in the submodules and working trees in it. */
export function pointsOfRepository(repository: string, depth = 0): ObeyedPoint[] {
  if (depth > MAX_DEPTH) return [];
  const point = (name: string, kind: ObeyedPoint["kind"]): ObeyedPoint => ({
    path: join(repository, name),
    kind,
    repository,
  });
  const worktrees = namesIn(join(repository, "worktrees")).map((name) => join(repository, "worktrees", name));
  const common = commonFolderOf(repository);
  return [
    point("config", "settings"),
    point("config.worktree", "settings"),
    point("commondir", "pointer"),
    point("rebase-merge/git-rebase-todo", "todo"),
    ...REMOTES_IN_FILES.flatMap((folder) =>
      namesIn(join(repository, folder)).map((name) => point(`${folder}/${name}`, "whole")),
    ),
    ...hooksIn(join(repository, "hooks")).map((hook) => ({ ...hook, repository })),
    ...worktrees.flatMap((tree): ObeyedPoint[] => [
      { path: join(tree, "commondir"), kind: "pointer", repository: tree },
      { path: join(tree, "config.worktree"), kind: "settings", repository: tree },
      { path: join(tree, "rebase-merge/git-rebase-todo"), kind: "todo", repository: tree },
      ...repositoriesBelow(join(tree, "modules"), depth + 1),
    ]),
    // Whatever leads to another folder: Git obeys what is there.
    ...(common === repository ? [] : pointsOfRepository(common, depth + 1)),
    ...repositoriesBelow(join(repository, "modules"), depth + 1),
  ];
}

/** The hooks in a folder. If it is a link, the link itself, too: it could lead anywhere later. */
export function hooksIn(folder: string): ObeyedPoint[] {
  const stats = statsOf(folder);
  if (stats === undefined) return [];
  if (!stats.isDirectory()) {
    const target = realPathOf(folder);
    const isFolder = target !== undefined && (statsOf(target)?.isDirectory() ?? false);
    return [{ path: folder, kind: "whole" }, ...(isFolder ? hooksIn(target) : [])];
  }
  // Git puts samples into every new repository and never runs them, nor files that were put aside.
  const names = namesIn(folder).filter((name) => !/\.(sample|untrusted(-\d+)?)$/.test(name));
  const byGitFirst = names.length > MAX_HOOKS ? names.toSorted((a, b) => rankOf(a) - rankOf(b)) : names;
  return byGitFirst.slice(0, MAX_HOOKS).map((name) => ({ path: join(folder, name), kind: "hook" }));
}

/** Git runs about thirty hooks by name; the other files in a hooks folder are checked up to this number. */
const MAX_HOOKS = 200;
const OF_GIT =
  /^((pre|post)-\w+(-\w+)?|(applypatch|commit|prepare-commit)-msg|update|proc-receive|reference-transaction|push-to-checkout|sendemail-validate|fsmonitor-watchman|p4-[\w-]+)$/;
const rankOf = (name: string): number => (OF_GIT.test(name) ? 0 : 1);

/** Repositories of submodules. Their names may contain slashes, so they may be nested. */
function repositoriesBelow(folder: string, depth: number): ObeyedPoint[] {
  if (depth > MAX_DEPTH || !(statsOf(folder)?.isDirectory() ?? false)) return [];
  const names = namesIn(folder);
  if (names.includes("HEAD")) return pointsOfRepository(folder, depth);
  return names.flatMap((name) => repositoriesBelow(join(folder, name), depth + 1));
}

/** The folder that holds a repository's settings: its own, except for linked working trees. Links are followed as Git follows them. */
export function commonFolderOf(repository: string): string {
  const place = pathIn(readSmallBytesSync(join(repository, "commondir"), 8 * 1024)?.toString("utf8") ?? "");
  if (place === "") return repository;
  return realPathOf(isAbsolute(place) ? place : `${repository}/${place}`) ?? repository;
}

/**
 * Whether `commondir` in a linked working tree's folder still contains what Git or libgit2 wrote, literally: `link/../..` may lead
 * anywhere, and elsewhere later.
 */
export function isOwnCommonFolder(repository: string, text: string): boolean {
  const place = pathIn(text);
  const isLiteral = place === "../.." || (isAbsolute(place) && !place.split("/").includes(".."));
  const shared = dirname(dirname(repository));
  if (!isLiteral || basename(dirname(repository)) !== "worktrees") return false;
  return realPathOf(isAbsolute(place) ? place : `${repository}/${place}`) === realPathOf(shared);
}

/** Git takes off line ends alone. */
function pathIn(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n" || text[end - 1] === "\r") end--;
  return text.slice(0, end);
}

export function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
