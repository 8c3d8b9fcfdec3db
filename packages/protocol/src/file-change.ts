import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";

/** What a patch does to one file. The file's path is the key of the map that holds the change. */
export const FileChangeSchema = z.union([
  z.strictObject({ add: z.object({ content: z.string() }) }),
  z.literal("delete"),
  z.strictObject({
    update: z.object({
      unified_diff: z.string(),
      /** Where the file moves to. Default: it stays. */
      move_path: option(z.string()),
    }),
  }),
]);
export type FileChange = z.infer<typeof FileChangeSchema>;

/** Path of a file to what happens to it. */
export const FileChangesSchema = z.record(z.string(), FileChangeSchema);
export type FileChanges = z.infer<typeof FileChangesSchema>;
