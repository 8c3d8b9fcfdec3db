import { lstat } from "node:fs/promises";
import path from "node:path";
import { type GitCall, runGit } from "../git/run-git.js";

/** A file larger than this is named, not kept. */
export const MAX_KEPT_BYTES = 10 * 1024 * 1024;

/** What a working tree has on top of its index. Paths are relative to the working tree, with `/`. */
export interface DirtyFiles {
  readonly files: readonly { readonly path: string; readonly mode: "100644" | "100755" | "120000" }[];
  /** In the index, gone from the working tree. */
  readonly deleted: readonly string[];
  /** Not kept: too large, of a kind that Git does not keep, or with a name that cannot be listed. */
  readonly left: readonly string[];
}

/**
 * Compares a working tree with an index; files that Git ignores are not looked at, those that `isLeft` names are not kept. Undefined
 * when Git fails.
 */
export async function findDirtyFiles(
  workTree: string,
  call: GitCall,
  isLeft: (name: string) => boolean = () => false,
): Promise<DirtyFiles | undefined> {
  const listing = await runGit(["ls-files", "-z", "-m", "-d", "-o", "--exclude-standard"], call);
  if (listing === undefined) return undefined;
  const names = new Set(listing.split("\0").flatMap((entry) => (entry === "" ? [] : [entry])));
  const [files, deleted, left]: [DirtyFiles["files"][number][], string[], string[]] = [[], [], []];
  for (const name of names) {
    call.signal.throwIfAborted();
    const mode = await modeOf(path.join(workTree, name));
    if (mode === "gone") deleted.push(name);
    else if (mode === undefined || name.includes("\n") || isLeft(name)) left.push(name);
    else if (mode !== "folder") files.push({ path: name, mode });
  }
  return { files, deleted, left };
}

/** `folder`: another repository's place, which has its own history. */
async function modeOf(file: string): Promise<DirtyFiles["files"][number]["mode"] | "gone" | "folder" | undefined> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats === undefined) return "gone";
  if (stats.isSymbolicLink()) return "120000";
  if (stats.isDirectory()) return "folder";
  if (!stats.isFile() || stats.size > MAX_KEPT_BYTES) return undefined;
  return (stats.mode & 0o100) === 0 ? "100644" : "100755";
}
