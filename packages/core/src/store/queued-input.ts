import { readBeside, writeBeside } from "./beside-thread.js";

/** What waits in a thread's queue, in order, as it was written; a file that is damaged holds nothing. */
export async function readQueuedInput(codexHome: string, threadId: string): Promise<readonly unknown[]> {
  const value = await readBeside(codexHome, "queued_input", threadId);
  return Array.isArray(value) ? value : [];
}

/** Settles when the queue is on disk; an empty one leaves no file. */
export function writeQueuedInput(codexHome: string, threadId: string, queue: readonly unknown[]): Promise<void> {
  return writeBeside(codexHome, "queued_input", threadId, queue.length === 0 ? undefined : queue);
}
