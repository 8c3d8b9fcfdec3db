import { findRepository } from "../git/repository.js";
import { runGit } from "../git/run-git.js";
import type { GitPlace } from "./checkpoint-place.js";
import { CHECKPOINTS } from "./create-checkpoint.js";

/** How long a turn's changes can be undone. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Deletes the refs of checkpoints older than 30 days, so that Git can drop their objects. */
export async function pruneCheckpoints(place: GitPlace, now: number): Promise<void> {
  if ((await findRepository(place.cwd)) === undefined) return;
  const listed = await runGit(["for-each-ref", "--format=%(committerdate:unix) %(refname)", CHECKPOINTS], place);
  const refs = (listed ?? "").split("\n").flatMap((line) => {
    const [, seconds = "", ref = ""] = /^(\d+) (\S+)$/.exec(line) ?? [];
    return ref !== "" && Number(seconds) * 1000 < now - KEPT_MS ? [ref] : [];
  });
  await deleteRefs(place, refs);
}

/** Deletes the refs of all checkpoints of a thread. */
export async function deleteCheckpoints(place: GitPlace, threadId: string): Promise<void> {
  const listed = await runGit(["for-each-ref", "--format=%(refname)", `${CHECKPOINTS}/${threadId}/`], place);
  await deleteRefs(
    place,
    (listed ?? "").split("\n").filter((ref) => ref !== ""),
  );
}

async function deleteRefs(place: GitPlace, refs: readonly string[]): Promise<void> {
  if (refs.length === 0) return;
  await runGit(["update-ref", "--stdin"], { ...place, input: refs.map((ref) => `delete ${ref}\n`).join("") });
}
