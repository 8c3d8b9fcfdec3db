import * as z from "zod/mini";

/** How the latest turn of a thread stands, in the bucket of threads under the thread's id. */
const ThreadEntrySchema = z.object({
  turnId: z.string(),
  status: z.enum(["running", "completed", "failed", "interrupted"]),
  /** How often it was begun. */
  attempts: z.int(),
  /** How often in a row it was begun and came no further. */
  stalled: z.int(),
  /** Calls of it whose results were known when it was begun the last time. */
  results: z.int(),
  /** Why the latest try broke off. */
  lastFailure: z.optional(z.string()),
  worker: z.string(),
  label: z.string(),
  /** Milliseconds since 1970. */
  updatedAt: z.number(),
});
export type ThreadEntry = z.infer<typeof ThreadEntrySchema>;

export function parseThreadEntry(value: unknown): ThreadEntry | undefined {
  return ThreadEntrySchema.safeParse(value).data;
}
