import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { CodexError } from "../error.js";
import { isOddRepository } from "../git/odd-repository.js";
import { findRepository, type Repository } from "../git/repository.js";
import { type GitCall, runGit } from "../git/run-git.js";
import { whyGitFails } from "../git/why-git-fails.js";
import { withoutOwnFilters } from "../git/without-own-filters.js";
import { tryParseJson } from "../json.js";
import type { CheckpointPlace, GitPlace } from "./checkpoint-place.js";
import { leadsElsewhere } from "./leads-elsewhere.js";
import { checkpointFailed, requiredOutput } from "./required-output.js";
import { storeFiles } from "./store-files.js";

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

const MessageSchema = z.object({ left: z.array(z.string()) });

/** Contains all of our refs. */
export const CHECKPOINTS = "refs/codex/checkpoints";

/** The ref of a thread's checkpoint; `name` may be any string. */
export function checkpointRef(threadId: string, name: string): string {
  const isPlain = /^[\w-]{1,100}$/.test(name);
  const part = isPlain ? name : createHash("sha256").update(name).digest("hex");
  return `${CHECKPOINTS}/${threadId}/${part}`;
}

/** Saves the working tree under each of the refs; undefined outside a repository. Throws `CodexError` with Git's reason if it fails. */
export async function createCheckpoint(
  place: CheckpointPlace,
  refs: readonly string[],
): Promise<NewCheckpoint | undefined> {
  let complaint: string | undefined;
  const onFailure = (said: string) => {
    complaint = said;
  };
  try {
    return await makeCheckpoint({ ...place, onFailure }, refs);
  } catch (error) {
    if (place.signal.aborted || !(error instanceof CodexError)) throw error;
    const reason = complaint ?? (await whyGitFails(place));
    throw reason === undefined ? error : new CodexError(error.code, `${error.message}: ${reason}`, { cause: error });
  }
}

async function makeCheckpoint(
  place: CheckpointPlace & Pick<GitCall, "onFailure">,
  refs: readonly string[],
): Promise<NewCheckpoint | undefined> {
  const repository = await findRepository(place.cwd);
  if (repository === undefined) return undefined;
  // Git would block on a pipe in place of the index.
  if (isOddRepository(repository.workTree)) throw checkpointFailed("git failed");
  if (await leadsElsewhere(repository, refs)) throw checkpointFailed("a link in the repository leads out of it");
  const call = await callFor(repository, place);
  const { dirty, base, raw } = await storeFiles(repository, place, call);
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

export async function callFor(
  repository: Repository,
  { env, signal, onFailure }: GitPlace & Pick<GitCall, "onFailure">,
) {
  const call = { cwd: repository.workTree, env, signal, timeoutMs: GIT_LIMIT_MS, onFailure };
  const filters = await withoutOwnFilters(call);
  if (filters === undefined) throw checkpointFailed("git failed");
  // Compares the files with the index unconverted, whatever the repository's settings are.
  return { ...call, settings: [...filters, "core.autocrlf=false"] };
}
