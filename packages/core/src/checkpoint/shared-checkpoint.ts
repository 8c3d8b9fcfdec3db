import { waitWithin } from "../wait-within.js";
import type { CheckpointPlace } from "./checkpoint-place.js";
import { type Checkpoint, createCheckpoint } from "./create-checkpoint.js";

/** The callers that wait for one checkpoint which has not started yet. */
interface Batch {
  readonly refs: string[];
  /** Aborted when nobody waits for it any more. */
  readonly controller: AbortController;
  waiting: number;
  readonly made: Promise<Checkpoint | undefined>;
}

/** The latest checkpoint that is being made or requested, by working tree and environment. */
const latest = new Map<string, Promise<unknown>>();
/** Those among them that have not started. */
const batches = new Map<string, Batch>();

/**
 * Like `createCheckpoint`, but callers that request a checkpoint of the same folder while another is being made share the next one.
 * It starts after all of their requests, so that many turns that start together cost one checkpoint.
 */
export async function shareCheckpoint(
  { cwd, codexHome, env, deniedPaths, signal }: Omit<CheckpointPlace, "isLeft">,
  ref: string,
): Promise<Checkpoint | undefined> {
  signal.throwIfAborted();
  const key = JSON.stringify([cwd, codexHome, env, deniedPaths]);
  const batch = batches.get(key) ?? startBatch(key, { cwd, codexHome, env, deniedPaths });
  batch.refs.push(ref);
  batch.waiting++;
  try {
    const waited = await waitWithin(batch.made, { signals: [signal] });
    if (waited.type !== "came") throw signal.reason;
    return waited.value;
  } finally {
    if (--batch.waiting === 0) giveUp(key, batch);
  }
}

/** Nobody waits for it: it is not started, or it is stopped. */
function giveUp(key: string, batch: Batch): void {
  if (batches.get(key) === batch) batches.delete(key);
  batch.controller.abort();
}

function startBatch(key: string, place: Pick<CheckpointPlace, "cwd" | "codexHome" | "env" | "deniedPaths">): Batch {
  const refs: string[] = [];
  const controller = new AbortController();
  const { signal } = controller;
  const before = latest.get(key) ?? Promise.resolve();
  const made = before.then(() => {
    if (batches.get(key)?.refs === refs) batches.delete(key);
    return createCheckpoint({ ...place, signal }, refs);
  });
  const settled = made
    .catch(() => undefined)
    .then(() => {
      if (latest.get(key) === settled) latest.delete(key);
    });
  latest.set(key, settled);
  const batch = { refs, controller, waiting: 0, made };
  batches.set(key, batch);
  return batch;
}
