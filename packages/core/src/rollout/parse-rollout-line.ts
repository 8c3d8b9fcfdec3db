import { type ResponseItem, ResponseItemSchema } from "@codex/protocol";
import * as z from "zod/mini";
import type { SessionMeta, StateRecord } from "./rollout-line.js";

const optionalText = z.catch(z.optional(z.string()), undefined);

/** Tolerant: only the id must be there. */
const SessionMetaSchema = z.object({
  id: z.guid(),
  timestamp: z.catch(z.string(), ""),
  instructions: z.catch(z.nullable(z.string()), null),
  cwd: optionalText,
  git: z.catch(
    z.optional(z.object({ commit_hash: optionalText, branch: optionalText, repository_url: optionalText })),
    undefined,
  ),
});

/** Reads the first line; undefined when it is damaged. */
export function parseSessionMeta(line: string): SessionMeta | undefined {
  try {
    return SessionMetaSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

const CompactionSchema = z.object({ summary: z.string(), carried: z.unknown() });

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
