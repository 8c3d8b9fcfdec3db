import { UserInputSchema } from "@codex/app-server-protocol/user-input";
import type { ThreadStore } from "@codex/core";
import * as z from "zod/mini";

/** Input that waits for its turn, as it is kept. */
const QueuedEntrySchema = z.object({
  id: z.string(),
  clientUserMessageId: z.string(),
  input: z.array(UserInputSchema),
  responsesapiClientMetadata: z.nullish(z.record(z.string(), z.string())),
});
export type QueuedEntry = z.infer<typeof QueuedEntrySchema>;

/** What waits in a thread's queue; what cannot be read is passed over. */
export async function readQueue(store: ThreadStore, threadId: string): Promise<QueuedEntry[]> {
  const values = await store.readQueue(threadId);
  return values.flatMap((value) => QueuedEntrySchema.safeParse(value).data ?? []);
}

/** Settles when the queue is kept. */
export function writeQueue(store: ThreadStore, threadId: string, queue: readonly QueuedEntry[]): Promise<void> {
  return store.writeQueue(threadId, queue);
}
