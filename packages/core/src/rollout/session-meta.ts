import * as z from "zod/mini";
import type { GitInfo } from "../git/git-info.js";

/** The content of a rollout's first line. Field names are the file's. */
export interface SessionMeta {
  /** The thread's id. */
  readonly id: string;
  /** UTC, with milliseconds. */
  readonly timestamp: string;
  /** The user's and the project's instructions when the thread started. */
  readonly instructions?: string | null | undefined;
  readonly cwd?: string | undefined;
  /** As written by later Codex versions; here, the settings of each turn say it. */
  readonly runtime_workspace_roots?: readonly string[] | undefined;
  readonly git?: GitInfo | undefined;
  /** What started the thread: `cli`, `exec`, `vscode`, `mcp`, or an object for a subagent. */
  readonly source?: SessionSource | undefined;
  /** The thread's purpose, as stated by whoever started it. */
  readonly thread_source?: string | undefined;
  /** The client's name. */
  readonly originator?: string | undefined;
  readonly cli_version?: string | undefined;
  readonly model_provider?: string | undefined;
  readonly forked_from_id?: string | undefined;
  readonly parent_thread_id?: string | undefined;
  /** Tools provided by a client, in its wire format. */
  readonly dynamic_tools?: readonly unknown[] | undefined;
  /** The file with the preceding lines. */
  readonly history_base?: HistoryBase | undefined;
}

export type SessionSource = string | Readonly<Record<string, unknown>>;

/** Refers to the lines with an ordinal below `end_ordinal_exclusive` in the file whose name ends with `thread_id`. */
export interface HistoryBase {
  readonly thread_id: string;
  readonly end_ordinal_exclusive: number;
  readonly end_byte_offset?: number | undefined;
}

const optionalText = z.catch(z.optional(z.string()), undefined);

/** Tolerant: only the id is required. */
const SessionMetaSchema = z.object({
  id: z.guid(),
  timestamp: z.catch(z.string(), ""),
  instructions: z.catch(z.nullish(z.string()), undefined),
  cwd: optionalText,
  runtime_workspace_roots: z.catch(z.optional(z.array(z.string())), undefined),
  git: z.catch(
    z.optional(z.object({ commit_hash: optionalText, branch: optionalText, repository_url: optionalText })),
    undefined,
  ),
  source: z.catch(z.optional(z.union([z.string(), z.record(z.string(), z.unknown())])), undefined),
  thread_source: optionalText,
  originator: optionalText,
  cli_version: optionalText,
  model_provider: optionalText,
  forked_from_id: optionalText,
  parent_thread_id: optionalText,
  dynamic_tools: z.catch(z.optional(z.array(z.unknown())), undefined),
  history_base: z.catch(
    z.optional(
      z.object({
        thread_id: z.guid(),
        end_ordinal_exclusive: z.int(),
        end_byte_offset: z.catch(z.optional(z.int()), undefined),
      }),
    ),
    undefined,
  ),
});

/** Parses the first line, or the payload of a `session_meta` line; undefined if it is damaged. */
export function parseSessionMeta(value: unknown): SessionMeta | undefined {
  return SessionMetaSchema.safeParse(value).data;
}
