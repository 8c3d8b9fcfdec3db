import * as z from "zod/mini";

/** A worker, in the bucket of workers under its id. Expires unless the worker renews it. */
const WorkerEntrySchema = z.object({
  host: z.string(),
  version: z.string(),
  labels: z.array(z.string()),
  /** The model of turns that name none. */
  model: z.optional(z.string()),
  slots: z.int(),
  /** The ids of the threads whose turns it is running. */
  running: z.array(z.string()),
  /** Whether it has stopped taking turns. */
  isDraining: z.boolean(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
});
export type WorkerEntry = z.infer<typeof WorkerEntrySchema>;

export function parseWorkerEntry(value: unknown): WorkerEntry | undefined {
  return WorkerEntrySchema.safeParse(value).data;
}
