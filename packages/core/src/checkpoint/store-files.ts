import { existsSync } from "node:fs";
import { copyFile, readlink, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { makeScratchFolder } from "@codex/private-files";
import type { Repository } from "../git/repository.js";
import { type GitCall, runGit } from "../git/run-git.js";
import type { CheckpointPlace } from "./checkpoint-place.js";
import { type DirtyFiles, findDirtyFiles } from "./dirty-files.js";
import { hashFiles } from "./hash-files.js";
import { checkpointFailed, requiredOutput } from "./required-output.js";

/** How often to try to store files that change meanwhile. */
const ATTEMPTS = 5;
/** No attempt starts later: Git may have been too slow, or the tree too big. */
const RETRY_LIMIT_MS = 60_000;

/** The two folders of a checkpoint, and what they were made from. */
interface StoredFiles {
  readonly dirty: DirtyFiles;
  readonly base: string;
  readonly raw: string;
}

/**
 * Stores a working tree as two Git trees. Commands that still run may remove or cut off files while they are stored: then the working tree
 * is looked at again.
 */
export async function storeFiles(repository: Repository, place: CheckpointPlace, call: GitCall): Promise<StoredFiles> {
  const end = performance.now() + RETRY_LIMIT_MS;
  for (let attempt = 1; ; attempt++) {
    const stored = await tryToStoreFiles(repository, place, call);
    if ("raw" in stored) return stored;
    if (attempt === ATTEMPTS || call.signal.aborted || performance.now() > end) throw stored.failure;
  }
}

async function tryToStoreFiles(
  repository: Repository,
  place: CheckpointPlace,
  call: GitCall,
): Promise<StoredFiles | { readonly failure: unknown }> {
  await using scratch = await makeScratchFolder(place.codexHome);
  const indexFile = path.join(scratch.path, "index");
  await copyIndex(path.join(repository.gitDir, "index"), indexFile);
  const dirty = await findDirtyFiles(repository.workTree, { ...call, indexFile }, place);
  if (dirty === undefined) throw checkpointFailed("git failed");
  const base = await baseTree(dirty, { ...call, indexFile });
  const objects = path.join(repository.commonDir, "objects");
  if (dirty.files.length === 0) return { dirty, base, raw: await emptyTree(objects, base, call) };
  try {
    const rawCall = { ...call, objects, indexFile: path.join(scratch.path, "raw") };
    return { dirty, base, raw: await rawTree(repository.workTree, dirty, rawCall) };
  } catch (failure) {
    return { failure };
  }
}

/**
 * With its time: Git reads the content of files that are as old as their index, since they may have changed again at the same size. A
 * repository without commits has no index yet.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const stats = await stat(from).catch(() => undefined);
  if (stats === undefined) return;
  await copyFile(from, to);
  await utimes(to, stats.atime, stats.mtime);
}

async function baseTree(dirty: DirtyFiles, call: GitCall): Promise<string> {
  const gone = [...dirty.files.map((file) => file.path), ...dirty.deleted, ...dirty.left];
  const input = gone.map((name) => `${name}\0`).join("");
  if (input !== "")
    await requiredOutput(runGit(["update-index", "-z", "--force-remove", "--stdin"], { ...call, input }), "");
  return requiredOutput(runGit(["write-tree"], call));
}

/**
 * The empty tree, if there are no files to store. Git knows it implicitly, but `git fsck` complains if it was never written. `like`
 * is an id in the repository's format.
 */
async function emptyTree(objects: string, like: string, call: GitCall): Promise<string> {
  const id = like.length === 40 ? EMPTY_TREE_SHA1 : EMPTY_TREE_SHA256;
  const written = path.join(objects, id.slice(0, 2), id.slice(2));
  return existsSync(written) ? id : requiredOutput(runGit(["mktree"], call));
}

const EMPTY_TREE_SHA1 = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const EMPTY_TREE_SHA256 = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";

async function rawTree(
  workTree: string,
  { files }: DirtyFiles,
  call: GitCall & { readonly objects: string },
): Promise<string> {
  const links = files.filter(({ mode }) => mode === "120000");
  const plain = files.filter(({ mode }) => mode !== "120000");
  const hashes = await hashFiles(
    plain.map((file) => file.path),
    call,
  );
  const entries = plain.map((file, index) => `${file.mode} ${hashes[index]}\t${file.path}\0`);
  for (const link of links) {
    const input = await readlink(path.join(workTree, link.path), { encoding: "buffer" });
    const hash = await requiredOutput(runGit(["hash-object", "-w", "--stdin"], { ...call, input }));
    entries.push(`${link.mode} ${hash}\t${link.path}\0`);
  }
  const input = entries.join("");
  if (input !== "")
    await requiredOutput(runGit(["update-index", "-z", "--add", "--index-info"], { ...call, input }), "");
  return requiredOutput(runGit(["write-tree"], call));
}
