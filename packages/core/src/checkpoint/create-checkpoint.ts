import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, readlink } from "node:fs/promises";
import path from "node:path";
import { makeScratchFolder } from "@codex/private-files";
import * as z from "zod/mini";
import { isOddRepository } from "../git/odd-repository.js";
import { findRepository, type Repository } from "../git/repository.js";
import { type GitCall, runGit } from "../git/run-git.js";
import { withoutOwnFilters } from "../git/without-own-filters.js";
import { tryParseJson } from "../json.js";
import { type DirtyFiles, findDirtyFiles } from "./dirty-files.js";
import { hashFiles } from "./hash-files.js";
import { checkpointFailed, requiredOutput } from "./required-output.js";

/** Big repositories are slow. */
const GIT_LIMIT_MS = 60_000;

/**
 * A snapshot of a working tree: a commit under one of our refs, with two folders. `base` contains the index's content, `raw` the
 * files that differ from it, byte for byte. It affects no branch, index, stash or configuration.
 */
export interface Checkpoint {
  readonly commit: string;
  /** Files that it does not contain and that are therefore never restored. */
  readonly left: readonly string[];
}

export interface NewCheckpoint extends Checkpoint {
  /** Other repositories inside the working tree, untracked or with changes, which it does not contain. Their names end with `/`. */
  readonly nested: readonly string[];
}

/** `cwd`: a folder in the working tree. */
export type GitPlace = Pick<GitCall, "cwd" | "env" | "signal">;

export interface CheckpointPlace extends GitPlace {
  /** Codex's own folder, which contains the copies of the index that a checkpoint is made with. */
  readonly codexHome: string;
  /** Files to leave out, by their path in the working tree, in addition to those that cannot be stored. Default: none. */
  readonly isLeft?: ((name: string) => boolean) | undefined;
  /** Real paths of files and folders to leave out, because commands can read the repository's objects. Default: none. */
  readonly deniedPaths?: readonly string[] | undefined;
  /** Whether it may contain any number of files of any total size, because more than an undo depends on them. Default: false. */
  readonly isUnlimited?: boolean | undefined;
}

const MessageSchema = z.object({ left: z.array(z.string()) });

/** Contains all of our refs. */
export const CHECKPOINTS = "refs/codex/checkpoints";

/** The ref of a thread's checkpoint; `name` may be any string. */
export function checkpointRef(threadId: string, name: string): string {
  const isPlain = /^[\w-]{1,100}$/.test(name);
  const part = isPlain ? name : createHash("sha256").update(name).digest("hex");
  return `${CHECKPOINTS}/${threadId}/${part}`;
}

/** Saves the working tree under each of the refs; undefined outside a repository. Throws `CodexError` if Git fails. */
export async function createCheckpoint(
  place: CheckpointPlace,
  refs: readonly string[],
): Promise<NewCheckpoint | undefined> {
  const repository = await findRepository(place.cwd);
  if (repository === undefined) return undefined;
  // Git would block on a pipe in place of the index.
  if (isOddRepository(repository.workTree)) throw checkpointFailed("git failed");
  await using scratch = await makeScratchFolder(place.codexHome);
  const call = await callFor(repository, place);
  const indexFile = path.join(scratch.path, "index");
  // A repository without commits has no index yet.
  await copyFile(path.join(repository.gitDir, "index"), indexFile).catch(() => {});
  const dirty = await findDirtyFiles(repository.workTree, { ...call, indexFile }, place);
  if (dirty === undefined) throw checkpointFailed("git failed");
  const base = await baseTree(dirty, { ...call, indexFile });
  const objects = path.join(repository.commonDir, "objects");
  const raw =
    dirty.files.length === 0
      ? await emptyTree(objects, base, call)
      : await rawTree(repository.workTree, dirty, { ...call, objects, indexFile: path.join(scratch.path, "raw") });
  const input = `040000 tree ${base}\tbase\n040000 tree ${raw}\traw\n`;
  const tree = await requiredOutput(runGit(["mktree"], { ...call, input }));
  const message = JSON.stringify({ left: dirty.left });
  const identity = ["user.name=Codex", "user.email=codex@localhost", "commit.gpgSign=false"];
  const settings = [...call.settings, ...identity];
  const commit = await requiredOutput(runGit(["commit-tree", tree], { ...call, settings, input: message }));
  const updates = refs.map((ref) => `update ${ref} ${commit}\n`).join("");
  await requiredOutput(runGit(["update-ref", "--stdin"], { ...call, input: updates }), "");
  return { commit, left: dirty.left, nested: dirty.nested };
}

/** An existing checkpoint; undefined if there is none under that ref. */
export async function readCheckpoint(place: GitPlace, ref: string): Promise<Checkpoint | undefined> {
  const commit = (await runGit(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], place))?.trim();
  if (commit === undefined || commit === "") return undefined;
  const message = await runGit(["log", "-1", "--format=%B", commit], place);
  const parsed = MessageSchema.safeParse(tryParseJson(message ?? ""));
  return parsed.success ? { commit, left: parsed.data.left } : undefined;
}

export async function callFor(repository: Repository, { env, signal }: GitPlace) {
  const call = { cwd: repository.workTree, env, signal, timeoutMs: GIT_LIMIT_MS };
  const filters = await withoutOwnFilters(call);
  if (filters === undefined) throw checkpointFailed("git failed");
  // Compares the files with the index unconverted, whatever the repository's settings are.
  return { ...call, settings: [...filters, "core.autocrlf=false"] };
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
