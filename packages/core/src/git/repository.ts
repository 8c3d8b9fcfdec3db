import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { readSmallFile } from "../files/read-small-file.js";

/** A working tree's repository on disk. */
export interface Repository {
  /** The folder that contains the `.git` entry. */
  readonly workTree: string;
  /** The working tree's own part: `HEAD` and the index. */
  readonly gitDir: string;
  /** Shared by all working trees: refs, objects and configuration. */
  readonly commonDir: string;
}

const GIT_MARKERS: readonly string[] = [".git"];

/** Packed refs of a big repository have some megabytes. */
const MAX_BYTES = 32 * 1024 * 1024;

/** The folders from a root down to one in it. */
export function foldersFrom(root: string, folder: string): string[] {
  const names = path
    .relative(root, folder)
    .split(path.sep)
    .filter((name) => name !== "");
  return [root, ...names.map((_, index) => path.join(root, ...names.slice(0, index + 1)))];
}

/** The working tree around `cwd`, found by a `.git` folder or file; no Git process runs. */
export function gitRepositoryRoot(cwd: string): Promise<string | undefined> {
  return rootWithMarker(cwd, GIT_MARKERS);
}

/** The nearest folder, `cwd` or above, that contains one of the names. */
export async function rootWithMarker(cwd: string, markers = GIT_MARKERS): Promise<string | undefined> {
  const here = path.resolve(cwd);
  if (await hasOneOf(markers, here)) return here;
  // All at once, because each is a wait; but does not wait for those further up than needed.
  const above = foldersAbove(here).map((folder) => ({ folder, found: hasOneOf(markers, folder) }));
  for (const { folder, found } of above) if (await found) return folder;
  return undefined;
}

function foldersAbove(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [] : [parent, ...foldersAbove(parent)];
}

async function hasOneOf(names: readonly string[], folder: string): Promise<boolean> {
  const found = await Promise.all(names.map((name) => exists(path.join(folder, name))));
  return found.includes(true);
}

/** The repository of `cwd`; undefined outside of one or if its `.git` is unusable. */
export async function findRepository(cwd: string): Promise<Repository | undefined> {
  const workTree = await gitRepositoryRoot(cwd);
  if (workTree === undefined) return undefined;
  const gitDir = await gitDirOf(path.join(workTree, ".git"));
  if (gitDir === undefined || !(await exists(path.join(gitDir, "HEAD")))) return undefined;
  const common = await readTrimmed(path.join(gitDir, "commondir"));
  return { workTree, gitDir, commonDir: common === undefined ? gitDir : path.resolve(gitDir, common) };
}

/**
 * Like `gitRepositoryRoot`, but the main working tree for a linked one: users trust all of them at once. A submodule counts by
 * itself, although its repository is inside another one.
 */
export async function mainRepositoryRoot(cwd: string): Promise<string | undefined> {
  const repository = await findRepository(cwd);
  if (repository === undefined) return undefined;
  return (await mainTreeOf(repository)) ?? realPathOf(repository.workTree);
}

/**
 * Only if the repository names the linked working tree, too: a pointer alone, which could come from an archive, earns no trust.
 * Differs from codex-rs, where it does.
 */
async function mainTreeOf({ workTree, gitDir, commonDir }: Repository): Promise<string | undefined> {
  const [tree, own, common] = await Promise.all([workTree, gitDir, commonDir].map(realPathOf));
  if (tree === undefined || own === undefined || common === undefined) return undefined;
  if (path.basename(common) !== ".git" || path.dirname(own) !== path.join(common, "worktrees")) return undefined;
  const back = await readTrimmed(path.join(own, "gitdir"));
  const isNamed = back !== undefined && (await realPathOf(path.resolve(own, back))) === path.join(tree, ".git");
  return isNamed ? path.dirname(common) : undefined;
}

const realPathOf = (folder: string): Promise<string> => realpath(folder).catch(() => folder);

/** In linked working trees and submodules, a file takes the place of the folder: `gitdir: PATH`. */
async function gitDirOf(dotGit: string): Promise<string | undefined> {
  const pointer = await readTrimmed(dotGit);
  if (pointer === undefined) return dotGit;
  const target = /^gitdir: (.+)$/m.exec(pointer)?.[1];
  return target === undefined ? undefined : path.resolve(path.dirname(dotGit), target);
}

/** The text of one of Git's own files; undefined if there is none or it is a folder. */
export async function readTrimmed(file: string): Promise<string | undefined> {
  return (await readSmallFile(file, MAX_BYTES))?.trim();
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
