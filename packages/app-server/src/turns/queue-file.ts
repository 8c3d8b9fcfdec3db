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
  return entriesOf(await store.readQueue(threadId));
}

/** Changes a thread's queue as it is stored. */
export function changeQueue(
  store: ThreadStore,
  threadId: string,
  change: (queue: readonly QueuedEntry[]) => readonly QueuedEntry[],
): Promise<void> {
  return store.changeQueue(threadId, (values) => change(entriesOf(values)));
}

const entriesOf = (values: readonly unknown[]): QueuedEntry[] =>
  values.flatMap((value) => QueuedEntrySchema.safeParse(value).data ?? []);
