import { rm } from "node:fs/promises";
import path from "node:path";
import { readPrivateFile, replaceFile } from "@codex/private-files";

/** What waits in a thread's queue, in order, as it was written; a file that is damaged holds nothing. */
export async function readQueuedInput(codexHome: string, threadId: string): Promise<readonly unknown[]> {
  const text = await readPrivateFile(queueFile(codexHome, threadId));
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** Settles when the queue is on disk; an empty one leaves no file. */
export async function writeQueuedInput(codexHome: string, threadId: string, queue: readonly unknown[]): Promise<void> {
  const file = queueFile(codexHome, threadId);
  if (queue.length === 0) await rm(file, { force: true });
  else await replaceFile(file, JSON.stringify(queue));
}

function queueFile(codexHome: string, threadId: string): string {
  return path.join(codexHome, "queued_input", `${path.basename(threadId)}.json`);
}
