import { stat } from "node:fs/promises";
import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import { breathe } from "@codex/slices";
import { CodexError } from "../error.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { TurnView } from "../items/turn-view.js";
import { type OpenTurn, RolloutFold } from "./fold-rollout.js";
import type { WaitingRecord } from "./lines/line-encoder.js";
import type { RolloutFormat } from "./lines/rollout-line.js";
import { readRollout } from "./read-rollout.js";
import { parseRolloutName } from "./rollout-path.js";
import type { SavedSettings } from "./saved-settings.js";
import type { SessionMeta } from "./session-meta.js";

export interface LoadedRollout {
  readonly sessionId: string;
  readonly format: RolloutFormat;
  /** The ordinal of the next line, in files that have them. */
  readonly nextOrdinal: number;
  /** At least this much of the file was read. */
  readonly sizeBytes: number | undefined;
  readonly meta: SessionMeta | undefined;
  /** From the latest compaction on, if any: what it left, then what followed. */
  readonly items: readonly ResponseItem[];
  /** What the latest compaction kept verbatim. */
  readonly carried: unknown;
  /** The settings of the latest turn, as far as the file contains them. */
  readonly settings: SavedSettings;
  /** Tokens of all turns; undefined if the file does not count them. */
  readonly usage: TokenUsage | undefined;
  /** Tokens of the last request. */
  readonly lastUsage: TokenUsage | undefined;
  /** Tokens of the last request with these items; 0 if unknown. */
  readonly contextTokens: number;
  /** User input that the model has not received, in order. */
  readonly waiting: readonly WaitingRecord[];
  /** What was shown. */
  readonly turns: readonly TurnView[];
  /** The last turn, if it has no recorded end: its process has ended, or another process still runs it. */
  readonly openTurn: OpenTurn | undefined;
  /** One sentence for each skipped line. */
  readonly warnings: readonly string[];
}

/**
 * Reads a session's file and the files that it continues. Skips damaged, truncated and unknown lines with a warning. The rest of the
 * process runs meanwhile, however long the session is.
 * @throws CodexError `rollout-invalid` if a file cannot be read or does not say which session it belongs to.
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
  const { format, nextOrdinal, meta, settings, waiting, openTurn, warnings } = fold;
  const { items, carried, usage, lastUsage, contextTokens } = fold.transcript;
  return {
    ...{ sessionId, format, nextOrdinal, sizeBytes, meta },
    ...{ items, carried, usage, lastUsage, contextTokens },
    ...{ settings, waiting, turns: await fold.turns(), openTurn, warnings },
  };
}

/** @throws CodexError `rollout-invalid` if a file cannot be read. */
export async function foldRollout(filePath: string, codexHome: string): Promise<RolloutFold> {
  const fold = new RolloutFold();
  try {
    for await (const entry of readRollout(filePath, codexHome)) {
      fold.add(entry);
      const pause = breathe();
      if (pause !== undefined) await pause;
    }
    return fold;
  } catch (error) {
    if (error instanceof CodexError) throw error;
    throw new CodexError("rollout-invalid", `${filePath}: cannot be read`, { cause: error });
  }
}
