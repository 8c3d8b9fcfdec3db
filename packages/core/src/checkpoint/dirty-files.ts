import { constants, type Stats } from "node:fs";
import { lstat, open } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "../error.js";
import { isWithin } from "../files/is-within.js";
import { realPathWithMissing } from "../files/real-path.js";
import { type GitCall, runGit } from "../git/run-git.js";
import { checkpointFailed } from "./required-output.js";

/** A larger file is reported, not stored. */
export const MAX_KEPT_BYTES = 10 * 1024 * 1024;

/** For all files together; those beyond it are reported. */
const MAX_KEPT_BYTES_IN_ALL = 256 * 1024 * 1024;
/** More cannot be somebody's work: these are installed packages that no `.gitignore` covers. */
const MAX_DIRTY_FILES = 20_000;
/** So many files are looked at together: thousands of waits one after the other would take seconds. */
const AT_ONCE = 32;

/** Takes the place of whatever is not UTF-8 in a name. */
const NOT_UTF8 = "\uFFFD";

/** How a working tree differs from its index. Paths are relative to the working tree, with `/`. */
export interface DirtyFiles {
  readonly files: readonly { readonly path: string; readonly mode: "100644" | "100755" | "120000" }[];
  /** In the index, missing from the working tree. */
  readonly deleted: readonly string[];
  /** Not stored: too large, unreadable, of a kind that Git does not store, or with a name that cannot be listed. */
  readonly left: readonly string[];
  /** Other repositories inside this one, untracked or with changes; their names end with `/`. */
  readonly nested: readonly string[];
}

interface DirtyOptions {
  readonly isLeft?: ((name: string) => boolean) | undefined;
  readonly deniedPaths?: readonly string[] | undefined;
  readonly isUnlimited?: boolean | undefined;
}

/**
 * Compares a working tree with an index. Ignores what Git ignores, and does not store the files that `isLeft` selects. Undefined if
 * Git fails. Throws `CodexError` if there are too many.
 */
export async function findDirtyFiles(
  workTree: string,
  call: GitCall,
  { isLeft = () => false, deniedPaths = [], isUnlimited = false }: DirtyOptions = {},
): Promise<DirtyFiles | undefined> {
  const listing = await runGit(["ls-files", "-z", "-m", "-d", "-o", "--exclude-standard"], call);
  if (listing === undefined) return undefined;
  // Files of the index come last in the list, but are stored first.
  const real = realPathWithMissing(workTree);
  const isDenied = (name: string) => deniedPaths.some((denied) => isWithin(denied, path.join(real, name)));
  const names = new Set(listing.split("\0").reverse());
  names.delete("");
  if (names.size > MAX_DIRTY_FILES && !isUnlimited) throw checkpointFailed(tooMany(names.size));
  let bytes = 0;
  const files: DirtyFiles["files"][number][] = [];
  const [deleted, left, nested]: [string[], string[], string[]] = [[], [], []];
  for await (const { name, mode, size } of lookAtAll(workTree, [...names], call.signal)) {
    if (name.includes(NOT_UTF8)) left.push(name);
    else if (mode === "gone" || mode === "replaced") deleted.push(name);
    else if (mode === undefined || name.includes("\n") || isLeft(name) || isDenied(name)) left.push(name);
    else if (mode === "folder") nested.push(name.endsWith("/") ? name : `${name}/`);
    else if (bytes + size > MAX_KEPT_BYTES_IN_ALL && !isUnlimited) left.push(name);
    else {
      bytes += size;
      files.push({ path: name, mode });
    }
  }
  return { files, deleted, left, nested };
}

const tooMany = (count: number): string =>
  `${count} files are not as Git has them; does .gitignore lack what was installed?`;

/** In the order of the names. */
async function* lookAtAll(workTree: string, names: readonly string[], signal: AbortSignal) {
  for (let start = 0; start < names.length; start += AT_ONCE) {
    signal.throwIfAborted();
    const some = names.slice(start, start + AT_ONCE);
    yield* await Promise.all(some.map(async (name) => ({ name, ...(await lookAt(path.join(workTree, name))) })));
  }
}

async function lookAt(file: string) {
  const stats = await lstat(file).catch(unlessGone);
  if (stats === "hidden") return { mode: undefined, size: 0 } as const;
  const mode = modeOf(stats);
  // Git lists folders only if they are repositories, or if a file was there.
  if (mode === "folder" && !(await isRepository(file))) return { mode: "replaced", size: 0 } as const;
  const isKept = stats?.isFile() !== true || (await isReadable(file));
  return { mode: isKept ? mode : undefined, size: stats?.size ?? 0 } as const;
}

/** A file in a folder that cannot be searched is not gone. */
function unlessGone(error: unknown): "hidden" | undefined {
  return ["EACCES", "EPERM"].includes(errorCode(error) ?? "") ? "hidden" : undefined;
}

const FOR_A_LOOK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function isReadable(file: string): Promise<boolean> {
  try {
    await (await open(file, FOR_A_LOOK)).close();
    return true;
  } catch (error) {
    // Anything else is no property of the file, and is noticed when it is stored.
    return unlessGone(error) !== "hidden";
  }
}

async function isRepository(folder: string): Promise<boolean> {
  return (await lstat(path.join(folder, ".git")).catch(() => undefined)) !== undefined;
}

/** `folder`: the place of another repository, which has its own history, or of a file that a folder has replaced. */
function modeOf(stats: Stats | undefined): DirtyFiles["files"][number]["mode"] | "gone" | "folder" | undefined {
  if (stats === undefined) return "gone";
  if (stats.isSymbolicLink()) return "120000";
  if (stats.isDirectory()) return "folder";
  if (!stats.isFile() || stats.size > MAX_KEPT_BYTES) return undefined;
  return (stats.mode & 0o100) === 0 ? "100644" : "100755";
}
