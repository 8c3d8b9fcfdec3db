import type { ResponseItem } from "@codex/protocol";
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

/**
 * A line between groups of items. It may carry what the reference does not keep: its readers pass over such fields.
 * `compaction`: from here on the transcript is `summary` alone; `carried` is what was kept word for word.
 */
export interface StateRecord {
  readonly compaction?: { readonly summary: string; readonly carried: unknown } | undefined;
}

export function stateLine(state: StateRecord): string {
  return JSON.stringify({ record_type: "state", ...state });
}

/** The line of an item; undefined for kinds that are not kept. */
export function itemLine(item: ResponseItem): string | undefined {
  return item.type === "other" ? undefined : JSON.stringify(item);
}
