import { acquireFileLock } from "@codex/private-files";
import { CodexError } from "../error.js";
import { readSidecarFile, sidecarFile, writeSidecarFile } from "./sidecar-files.js";

/** Generous: the lock is only held for milliseconds. */
const LOCK_LIMIT_MS = 5_000;

type Queue = readonly unknown[];

/** A thread's queued input in order, as it was written; a damaged file counts as empty. */
export async function readQueuedInput(codexHome: string, threadId: string): Promise<Queue> {
  const value = await readSidecarFile(codexHome, "queued_input", threadId);
  return Array.isArray(value) ? value : [];
}

/**
 * Changes the queue as it is on disk; no other process changes it meanwhile. Settles when it is on disk; an empty one removes the file.
 * @throws CodexError `request-invalid` while another process keeps changing it.
 */
export async function changeQueuedInput(
  codexHome: string,
  threadId: string,
  change: (queue: Queue) => Queue,
): Promise<void> {
  await using _ = await lockQueue(codexHome, threadId, "lock");
  const queue = change(await readQueuedInput(codexHome, threadId));
  await writeSidecarFile(codexHome, "queued_input", threadId, queue.length === 0 ? undefined : queue);
}

/**
 * Keeps other processes from starting a turn with the thread's queued input, until it is disposed.
 * @throws CodexError `request-invalid` while another process takes long to start one.
 */
export function lockQueueStart(codexHome: string, threadId: string): Promise<AsyncDisposable> {
  return lockQueue(codexHome, threadId, "start.lock");
}

async function lockQueue(codexHome: string, threadId: string, extension: string): Promise<AsyncDisposable> {
  const file = sidecarFile(codexHome, "queued_input", threadId);
  const lock = await acquireFileLock(`${file}.${extension}`, { timeoutMs: LOCK_LIMIT_MS });
  if (lock === undefined) throw new CodexError("request-invalid", "the queue is being changed by another process");
  return lock;
}
