import { lstat, realpath, rmdir, symlink, unlink } from "node:fs/promises";
import path from "node:path";
import { ApplyPatchError, isRepositoryName, openDirectory } from "@codex/apply-patch";
import { replaceFile } from "@codex/private-files";
import { CodexError } from "../error.js";
import { isBelow, isWithin } from "../files/is-within.js";
import { findRepository } from "../git/repository.js";
import { type GitCall, runGit, runGitForBytes } from "../git/run-git.js";
import type { GitPlace } from "./checkpoint-place.js";
import { type Checkpoint, callFor } from "./create-checkpoint.js";

export interface RestoreOptions extends GitPlace {
  /** Only files below these folders are changed; real paths. */
  readonly roots: readonly string[];
  /**
   * Whether a real path may be written: commands can forge a checkpoint to make us write what they may not. Repositories are never
   * changed. Default: everything else may be written.
   */
  readonly mayWrite?: ((realPath: string) => boolean) | undefined;
}

/** Paths relative to the working tree. */
export interface RestoreResult {
  readonly restored: readonly string[];
  readonly deleted: readonly string[];
  /** Files that were not restored, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

interface Entry {
  readonly mode: string;
  readonly hash: string;
  /** Whether Git converts it when it is checked out. */
  readonly isConverted: boolean;
}

/**
 * Restores the working tree from one checkpoint, which describes its present state, to another. Writes only files that differ
 * between the two; what neither contains (ignored, too large, unreadable) stays as it is.
 */
export async function restoreCheckpoint(
  to: Checkpoint,
  now: Checkpoint,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const repository = await findRepository(options.cwd);
  if (repository === undefined) throw new CodexError("internal", "there is no longer a repository");
  const call = await callFor(repository, options);
  const untouchable = new Set([...to.left, ...now.left]);
  const workTree = await realpath(repository.workTree);
  const [restored, deleted, skipped]: [string[], string[], { path: string; reason: string }[]] = [[], [], []];
  const wanted = [...(await differences(now, to, call))];
  // Deletions first: a file may take the place of a folder.
  const goneFirst = [...wanted.filter(([, entry]) => entry === undefined), ...wanted.filter(([, entry]) => entry)];
  for (const [name, entry] of goneFirst) {
    options.signal.throwIfAborted();
    const file = path.join(workTree, name);
    const refusal = untouchable.has(name)
      ? "it was too large to be kept, or could not be read"
      : refusalOf(file, name, options);
    const reason =
      refusal ?? (entry === undefined ? await remove(file, workTree) : await write(file, name, entry, call));
    if (reason !== undefined) skipped.push({ path: name, reason });
    else (entry === undefined ? deleted : restored).push(name);
  }
  return { restored, deleted, skipped };
}

/** The new state of each file that differs; undefined: it did not exist. */
async function differences(from: Checkpoint, to: Checkpoint, call: GitCall): Promise<Map<string, Entry | undefined>> {
  const output = await runGit(["diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", from.commit, to.commit], call);
  if (output === undefined)
    throw new CodexError("internal", "git could not compare the two states of the working tree");
  const wanted = new Map<string, Entry | undefined>();
  const fields = output.split("\0");
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const match = /^:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) \w/.exec(fields[index] ?? "");
    const parts = /^(base|raw)\/(.+)$/s.exec(fields[index + 1] ?? "");
    const [mode, hash, folder, name] = [match?.[1], match?.[2], parts?.[1], parts?.[2]];
    if (mode === undefined || hash === undefined || name === undefined) continue;
    const entry = mode === "000000" ? undefined : { mode, hash, isConverted: folder === "base" };
    // A file that moved between the two folders appears twice: as deleted and as added.
    wanted.set(name, entry ?? wanted.get(name));
  }
  return wanted;
}

/** Why we must not write a file. */
function refusalOf(file: string, name: string, { roots, mayWrite = () => true }: RestoreOptions): string | undefined {
  if (!roots.some((root) => isWithin(root, file))) return "it lies outside of the folders that may be written";
  return isRepositoryName(name) || !mayWrite(file) ? "Git, Codex or other programs would obey it" : undefined;
}

/** Returns why it was not written, if so. */
async function write(
  file: string,
  name: string,
  { mode, hash, isConverted }: Entry,
  call: GitCall,
): Promise<string | undefined> {
  const args =
    isConverted && mode !== "120000" ? ["cat-file", "--filters", `--path=${name}`, hash] : ["cat-file", "blob", hash];
  const content = await runGitForBytes(args, call);
  if (content === undefined) throw new CodexError("internal", `git could not read what ${name} was`);
  return inFolderOf(file, async (entry) => {
    if ((await lstat(entry).catch(() => undefined))?.isDirectory()) {
      if (!(await isRemoved(entry))) return "a folder with other files is in its place";
    }
    if (mode !== "120000") await replaceFile(entry, content, mode === "100755" ? 0o755 : 0o644);
    else {
      await unlink(entry).catch(() => undefined);
      await symlink(content, entry);
    }
    return undefined;
  });
}

/** Removes a file, and folders that become empty. Returns why it was not removed, if so. */
async function remove(file: string, workTree: string): Promise<string | undefined> {
  if ((await lstat(file).catch(() => undefined)) === undefined) return undefined;
  const reason = await inFolderOf(file, async (entry) => void (await unlink(entry)));
  if (reason !== undefined) return reason;
  for (let folder = path.dirname(file); isBelow(workTree, folder); folder = path.dirname(folder)) {
    const isEmpty = await inFolderOf(folder, isRemoved);
    if (isEmpty !== true) return undefined;
  }
  return undefined;
}

const isRemoved = (folder: string): Promise<boolean> =>
  rmdir(folder).then(
    () => true,
    () => false,
  );

/** Holds the folder open meanwhile, so that no link in its place, or above it, is followed. */
async function inFolderOf<Result>(file: string, work: (entry: string) => Promise<Result>): Promise<Result | string> {
  try {
    await using folder = await openDirectory(path.dirname(file), { onCreate: () => {} });
    return await work(await folder.entry(path.basename(file)));
  } catch (error) {
    if (error instanceof ApplyPatchError) return "a link leads out of its folder, or a file is in its place";
    throw error;
  }
}
