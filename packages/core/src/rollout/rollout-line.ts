import { type ResponseItem, ResponseItemSchema } from "@codex/protocol";
import * as z from "zod";
import type { GitInfo } from "../git/git-info.js";

/** The first line of a rollout. Field names are the file's. */
export interface SessionMeta {
  readonly id: string;
  /** UTC, with milliseconds. */
  readonly timestamp: string;
  /** The user's and the project's instructions as the session began. */
  readonly instructions: string | null;
  readonly cwd?: string | undefined;
  readonly git?: GitInfo | undefined;
}

const optionalText = z.string().optional().catch(undefined);

/** Tolerant: only the id must be there. */
export const SessionMetaSchema = z.object({
  id: z.uuid(),
  timestamp: z.string().catch(""),
  instructions: z.string().nullable().catch(null),
  cwd: optionalText,
  git: z
    .object({ commit_hash: optionalText, branch: optionalText, repository_url: optionalText })
    .optional()
    .catch(undefined),
});

/**
 * A line between groups of items. It may carry what the reference does not keep: its readers pass over such fields.
 * `compaction`: from here on the transcript is `summary` alone; `carried` is what was kept word for word.
 */
export interface StateRecord {
  readonly compaction?: { readonly summary: string; readonly carried: unknown } | undefined;
}

const CompactionSchema = z.object({ summary: z.string(), carried: z.unknown() });

export function stateLine(state: StateRecord): string {
  return JSON.stringify({ record_type: "state", ...state });
}

/** The line of an item; undefined for kinds that are not kept. */
export function itemLine(item: ResponseItem): string | undefined {
  return item.type === "other" ? undefined : JSON.stringify(item);
}

export type RolloutLine =
  | { readonly type: "item"; readonly item: ResponseItem }
  | { readonly type: "state"; readonly compaction: StateRecord["compaction"] }
  /** `reason` completes "line 7 …". */
  | { readonly type: "unusable"; readonly reason: string };

/** Reads any line after the first. */
export function parseRolloutLine(line: string): RolloutLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { type: "unusable", reason: "is cut off or damaged" };
  }
  if (typeof value === "object" && value !== null && "record_type" in value) {
    if (value.record_type !== "state") return { type: "unusable", reason: "is a record of an unknown type" };
    const compaction = "compaction" in value ? CompactionSchema.safeParse(value.compaction).data : undefined;
    return { type: "state", compaction };
  }
  const parsed = ResponseItemSchema.safeParse(value);
  if (!parsed.success) return { type: "unusable", reason: "is not a valid item" };
  return parsed.data.type === "other"
    ? { type: "unusable", reason: "is an item of an unknown type" }
    : { type: "item", item: parsed.data };
}
