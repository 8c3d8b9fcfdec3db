import * as z from "zod/mini";
import { setting } from "../../setting.js";

const HistoryPersistenceSchema = z.enum(["save-all", "none"]);
export type HistoryPersistence = z.infer<typeof HistoryPersistenceSchema>;

export const HistoryTomlSchema = z.object({
  persistence: setting(
    HistoryPersistenceSchema,
    "Whether messages are kept in `history.jsonl` for later sessions. Default: `save-all`.",
  ),
  max_bytes: setting(
    z.int().check(z.nonnegative()),
    "Size above which the oldest entries of `history.jsonl` are dropped.",
  ),
});
