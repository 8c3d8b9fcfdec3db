import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readSmallBytesSync } from "../../files/read-small-file.js";
import { settingsOf } from "../obeyed/parse-git-config.js";

/** Where Git keeps the repository of a project that contains only a pointer to it. Real paths. */
export interface OuterGitFolder {
  /** What all linked working trees of a repository share, or a submodule's own repository. */
  readonly folder: string;
  /** The project's own part of it: below it, or the same folder. */
  readonly own: string;
}

/**
 * Undefined if the project contains its own repository or has none, and unless the repository names the project too: a pointer
 * alone, which could come from an archive, grants no access. `project` is a real path.
 */
export function outerGitFolder(project: string): OuterGitFolder | undefined {
  const pointer = join(project, ".git");
  if (!isFile(pointer)) return undefined;
  const [, target] = /^gitdir: ([^\n]+)\n*$/.exec(textOf(pointer) ?? "") ?? [];
  const own = target === undefined ? undefined : realPathOf(resolve(project, target));
  if (own === undefined) return undefined;
  const folder = sharedByWorkingTree(own, pointer) ?? ownOfSubmodule(own, project);
  return folder !== undefined && isRepository(folder) ? { folder, own } : undefined;
}

/** `REPOSITORY/worktrees/NAME` is a working tree's own part of the repository; its `gitdir` names the pointer that leads to it. */
function sharedByWorkingTree(own: string, pointer: string): string | undefined {
  const shared = dirname(dirname(own));
  if (basename(dirname(own)) !== "worktrees") return undefined;
  const commonFolder = textOf(join(own, "commondir"))?.trim();
  const back = textOf(join(own, "gitdir"))?.trim();
  if (commonFolder === undefined || back === undefined) return undefined;
  return resolve(own, commonFolder) === shared && realPathOf(resolve(own, back)) === pointer ? shared : undefined;
}

/** The configuration of a submodule's repository says where its files are. */
function ownOfSubmodule(own: string, project: string): string | undefined {
  const trees = settingsOf(textOf(join(own, "config")) ?? "").filter(({ name }) => name === "core.worktree");
  const [tree, ...more] = trees;
  if (tree === undefined || more.length > 0 || !own.includes("/modules/")) return undefined;
  return realPathOf(resolve(own, tree.value)) === project ? own : undefined;
}

const isRepository = (folder: string): boolean =>
  isFile(join(folder, "HEAD")) && ["objects", "refs"].map((name) => join(folder, name)).every(isAtItsRealPath);

const isAtItsRealPath = (path: string): boolean => realPathOf(path) === path;

/** Pointers and settings are smaller. */
const MAX_BYTES = 1024 * 1024;

const textOf = (file: string): string | undefined => readSmallBytesSync(file, MAX_BYTES)?.toString("utf8");

function isFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
