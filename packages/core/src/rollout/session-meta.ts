import * as z from "zod/mini";
import type { GitInfo } from "../git/git-info.js";

/** What a rollout's first line says of its thread. Field names are the file's. */
export interface SessionMeta {
  /** The thread's. */
  readonly id: string;
  /** UTC, with milliseconds. */
  readonly timestamp: string;
  /** The user's and the project's instructions as the thread began. */
  readonly instructions?: string | null | undefined;
  readonly cwd?: string | undefined;
  readonly git?: GitInfo | undefined;
  /** What began the thread: `cli`, `exec`, `vscode`, `mcp`, or an object for a sub-agent. */
  readonly source?: SessionSource | undefined;
  /** What the thread is for, in the words of whoever began it. */
  readonly thread_source?: string | undefined;
  /** The client's name. */
  readonly originator?: string | undefined;
  readonly cli_version?: string | undefined;
  readonly model_provider?: string | undefined;
  readonly forked_from_id?: string | undefined;
  readonly parent_thread_id?: string | undefined;
  /** Tools that a client brought along, in the words of its wire. */
  readonly dynamic_tools?: readonly unknown[] | undefined;
  /** The lines that come before those of this file are in another one. */
  readonly history_base?: HistoryBase | undefined;
}

export type SessionSource = string | Readonly<Record<string, unknown>>;

/** Of the file whose name ends with `thread_id`, the lines with an ordinal below `end_ordinal_exclusive`. */
export interface HistoryBase {
  readonly thread_id: string;
  readonly end_ordinal_exclusive: number;
  readonly end_byte_offset?: number | undefined;
}

const optionalText = z.catch(z.optional(z.string()), undefined);

/** Tolerant: only the id must be there. */
const SessionMetaSchema = z.object({
  id: z.guid(),
  timestamp: z.catch(z.string(), ""),
  instructions: z.catch(z.nullish(z.string()), undefined),
  cwd: optionalText,
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

/** Reads what the first line holds, or the payload of a `session_meta` line; undefined when it is damaged. */
export function parseSessionMeta(value: unknown): SessionMeta | undefined {
  return SessionMetaSchema.safeParse(value).data;
}
