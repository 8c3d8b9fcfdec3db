import { openUnion } from "@codex/mcp-types/open-union";
import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";

const cmd = z.string();

/** What a shell command does, guessed from its text, so that a user interface can say "reads x" instead of quoting it. */
export const ParsedCommandSchema = openUnion(
  [
    z.object({ type: z.literal("read"), cmd, name: z.string() }),
    z.object({ type: z.literal("list_files"), cmd, path: option(z.string()) }),
    z.object({ type: z.literal("search"), cmd, query: option(z.string()), path: option(z.string()) }),
    z.object({
      type: z.literal("format"),
      cmd,
      tool: option(z.string()),
      targets: option(z.array(z.string())),
    }),
    z.object({ type: z.literal("test"), cmd }),
    z.object({ type: z.literal("lint"), cmd, tool: option(z.string()), targets: option(z.array(z.string())) }),
    z.object({ type: z.literal("noop"), cmd }),
    z.object({ type: z.literal("unknown"), cmd }),
  ],
  (received) => ({ type: "unknown" as const, cmd: typeof received["cmd"] === "string" ? received["cmd"] : "" }),
);
export type ParsedCommand = z.infer<typeof ParsedCommandSchema>;
