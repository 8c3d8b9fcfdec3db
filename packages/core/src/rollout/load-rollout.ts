import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import { CodexError } from "../error.js";
import { parseRolloutLine, parseSessionMeta } from "./parse-rollout-line.js";
import { readLines } from "./read-lines.js";
import type { SessionMeta } from "./rollout-line.js";
import { parseRolloutName } from "./rollout-path.js";

export interface LoadedRollout {
  readonly sessionId: string;
  readonly meta: SessionMeta | undefined;
  /** From the latest compaction on, if there was one: the summary, then what followed. */
  readonly items: readonly ResponseItem[];
  /** What the latest compaction kept word for word. */
  readonly carried: unknown;
  /** What was passed over, one sentence each. */
  readonly warnings: readonly string[];
}

const MAX_WARNINGS = 20;

/**
 * Reads a session's file. Lines that are damaged, cut off or of an unknown kind are passed over with a warning.
 * @throws CodexError `rollout-invalid` when the file cannot be read or does not say which session it belongs to.
 */
export async function loadRollout(filePath: string): Promise<LoadedRollout> {
  let items: ResponseItem[] = [];
  let carried: unknown;
  const unusable: string[] = [];
  let meta: SessionMeta | undefined;
  let number = 0;
  try {
    for await (const line of readLines(filePath)) {
      number++;
      if (number === 1) {
        meta = parseSessionMeta(line);
        if (meta !== undefined) continue;
      }
      if (line.trim() === "") continue;
      const parsed = parseRolloutLine(line);
      if (parsed.type === "item") items.push(parsed.item);
      else if (parsed.type === "state" && parsed.compaction !== undefined) {
        items = [summaryItem(parsed.compaction.summary)];
        carried = parsed.compaction.carried;
      } else if (parsed.type === "unusable") unusable.push(`line ${number} ${parsed.reason}`);
    }
  } catch (error) {
    throw new CodexError("rollout-invalid", `${filePath}: cannot be read`, { cause: error });
  }
  const sessionId = meta?.id ?? parseRolloutName(path.basename(filePath))?.sessionId;
  if (sessionId === undefined) {
    throw new CodexError("rollout-invalid", `${filePath}: is not a session: its first line has no session id`);
  }
  return { sessionId, meta, items, carried, warnings: warningsOf(filePath, unusable) };
}

function summaryItem(summary: string): ResponseItem {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text: summary }] };
}

function warningsOf(filePath: string, unusable: readonly string[]): string[] {
  const warnings = unusable.slice(0, MAX_WARNINGS).map((fault) => `${filePath}: ${fault} and was passed over`);
  const more = unusable.length - warnings.length;
  return more > 0 ? [...warnings, `${filePath}: ${more} more lines were passed over`] : warnings;
}
