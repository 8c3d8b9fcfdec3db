import { readSidecarFile, writeSidecarFile } from "./sidecar-files.js";

/** A thread's queued input in order, as it was written; a damaged file counts as empty. */
export async function readQueuedInput(codexHome: string, threadId: string): Promise<readonly unknown[]> {
  const value = await readSidecarFile(codexHome, "queued_input", threadId);
  return Array.isArray(value) ? value : [];
}

/** Settles when the queue is on disk; an empty one removes the file. */
export function writeQueuedInput(codexHome: string, threadId: string, queue: readonly unknown[]): Promise<void> {
  return writeSidecarFile(codexHome, "queued_input", threadId, queue.length === 0 ? undefined : queue);
}
