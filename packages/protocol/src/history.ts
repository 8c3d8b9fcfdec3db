import * as z from "zod/mini";

/** One message that the user sent, in the history that all conversations share. */
export const HistoryEntrySchema = z.object({
  session_id: z.string(),
  /** Seconds since 1970. */
  ts: z.int().check(z.nonnegative()),
  text: z.string(),
});
export type HistoryEntry = z.infer<typeof HistoryEntrySchema>;
