import { UserInputSchema } from "@codex/app-server-protocol/user-input";
import type { ThreadStore } from "@codex/core";
import * as z from "zod/mini";

/** Input for a later turn, as stored. */
const QueuedEntrySchema = z.object({
  id: z.string(),
  clientUserMessageId: z.string(),
  input: z.array(UserInputSchema),
  responsesapiClientMetadata: z.nullish(z.record(z.string(), z.string())),
});
export type QueuedEntry = z.infer<typeof QueuedEntrySchema>;

/** Reads a thread's queue; invalid entries are skipped. */
export async function readQueue(store: ThreadStore, threadId: string): Promise<QueuedEntry[]> {
  const values = await store.readQueue(threadId);
  return values.flatMap((value) => QueuedEntrySchema.safeParse(value).data ?? []);
}

/** Settles when the queue is stored. */
export function writeQueue(store: ThreadStore, threadId: string, queue: readonly QueuedEntry[]): Promise<void> {
  return store.writeQueue(threadId, queue);
}
