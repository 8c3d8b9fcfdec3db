import { stat } from "node:fs/promises";
import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import { CodexError } from "../error.js";
import type { TurnView } from "../items/thread-view.js";
import type { TokenUsage } from "../items/token-usage.js";
import { RolloutFold } from "./fold-rollout.js";
import type { WaitingRecord } from "./line-encoder.js";
import type { RolloutFormat } from "./parse-rollout-line.js";
import { readRollout } from "./read-rollout.js";
import { parseRolloutName } from "./rollout-path.js";
import type { SavedSettings } from "./saved-settings.js";
import type { SessionMeta } from "./session-meta.js";

export interface LoadedRollout {
  readonly sessionId: string;
  readonly format: RolloutFormat;
  /** The number of the next line, where lines have one. */
  readonly nextOrdinal: number;
  /** At least so much of the file was read. */
  readonly sizeBytes: number | undefined;
  readonly meta: SessionMeta | undefined;
  /** From the latest compaction on, if there was one: what it left, then what followed. */
  readonly items: readonly ResponseItem[];
  /** What the latest compaction kept word for word. */
  readonly carried: unknown;
  /** What the latest turn ran under, as far as the file says. */
  readonly settings: SavedSettings;
  /** Tokens of all turns; undefined where the file does not count them. */
  readonly usage: TokenUsage | undefined;
  /** Tokens of the last request. */
  readonly lastUsage: TokenUsage | undefined;
  /** What the user said and the model was not told, in this order. */
  readonly waiting: readonly WaitingRecord[];
  /** What was shown. */
  readonly turns: readonly TurnView[];
  /** No line tells of the last turn's end: its process has ended, or another one still runs it. */
  readonly isTurnOpen: boolean;
  /** What was passed over, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads a session's file, and the files that it begins with. Lines that are damaged, cut off or of an unknown kind are
 * passed over with a warning.
 * @throws CodexError `rollout-invalid` when a file cannot be read or does not say which session it belongs to.
 */
export async function loadRollout(filePath: string, codexHome: string): Promise<LoadedRollout> {
  const sizeBytes = await stat(filePath).then(
    ({ size }) => size,
    () => undefined,
  );
  const fold = await foldRollout(filePath, codexHome);
  const sessionId = fold.meta?.id ?? parseRolloutName(path.basename(filePath))?.threadId;
  if (sessionId === undefined) {
    throw new CodexError("rollout-invalid", `${filePath}: is not a session: its first line has no session id`);
  }
  const { format, nextOrdinal, meta, items, carried, settings, usage, lastUsage, waiting, isTurnOpen, warnings } = fold;
  const transcript = { format, nextOrdinal, sizeBytes, meta, items, carried };
  const shown = { settings, usage, lastUsage, waiting, turns: fold.turns(), isTurnOpen };
  return { sessionId, ...transcript, ...shown, warnings };
}

/** @throws CodexError `rollout-invalid` when a file cannot be read. */
export async function foldRollout(filePath: string, codexHome: string): Promise<RolloutFold> {
  const fold = new RolloutFold();
  try {
    for await (const entry of readRollout(filePath, codexHome)) fold.add(entry);
    return fold;
  } catch (error) {
    if (error instanceof CodexError) throw error;
    throw new CodexError("rollout-invalid", `${filePath}: cannot be read`, { cause: error });
  }
}
