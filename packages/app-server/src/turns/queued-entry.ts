import { UserInputSchema } from "@codex/app-server-protocol/user-input";
import * as z from "zod/mini";

/** Input that waits for its turn, as it is kept. */
const QueuedEntrySchema = z.object({
  id: z.string(),
  clientUserMessageId: z.string(),
  input: z.array(UserInputSchema),
  responsesapiClientMetadata: z.nullish(z.record(z.string(), z.string())),
});
export type QueuedEntry = z.infer<typeof QueuedEntrySchema>;

/** What cannot be read is passed over. */
export function parseQueue(values: readonly unknown[]): QueuedEntry[] {
  return values.flatMap((value) => QueuedEntrySchema.safeParse(value).data ?? []);
}
