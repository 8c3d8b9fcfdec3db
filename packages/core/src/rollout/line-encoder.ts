import type { ResponseItem } from "@codex/protocol";

export interface Compaction {
  readonly summary: string;
  /** What is kept word for word beside the summary. */
  readonly carried: unknown;
}

/** Writes what is recorded as lines of one format, without their ends. */
export interface LineEncoder {
  items(items: readonly ResponseItem[]): string[];
  /** What stands before a group of items. */
  group(): string[];
  compaction(compaction: Compaction): string[];
}
