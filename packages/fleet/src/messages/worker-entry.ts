import * as z from "zod/mini";

/** A worker, in the bucket of workers under its id, for as long as it says so again and again. */
const WorkerEntrySchema = z.object({
  host: z.string(),
  version: z.string(),
  labels: z.array(z.string()),
  /** That of turns which name none. */
  model: z.optional(z.string()),
  slots: z.int(),
  /** Ids of the threads whose turns it runs. */
  running: z.array(z.string()),
  /** Whether it takes no more turns. */
  isDraining: z.boolean(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
});
export type WorkerEntry = z.infer<typeof WorkerEntrySchema>;

export function parseWorkerEntry(value: unknown): WorkerEntry | undefined {
  return WorkerEntrySchema.safeParse(value).data;
}
