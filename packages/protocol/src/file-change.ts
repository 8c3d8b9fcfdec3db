import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";

/** The change of a patch to one file. The file's path is the key of the map that holds it. */
export const FileChangeSchema = z.union([
  z.strictObject({ add: z.object({ content: z.string() }) }),
  z.literal("delete"),
  z.strictObject({
    update: z.object({
      unified_diff: z.string(),
      /** The new path of a moved file. */
      move_path: option(z.string()),
    }),
  }),
]);
export type FileChange = z.infer<typeof FileChangeSchema>;

/** Paths of files to their changes. */
export const FileChangesSchema = z.record(z.string(), FileChangeSchema);
export type FileChanges = z.infer<typeof FileChangesSchema>;
