import path from "node:path";
import type { ResponseItem, TokenUsage } from "@codex/protocol";
import { CodexError } from "../error.js";
import type { RolloutFormat } from "./parse-rollout-line.js";
import { type RolloutEntry, readRollout } from "./read-rollout.js";
import { parseRolloutName } from "./rollout-path.js";
import { laterSettings, type SavedSettings } from "./saved-settings.js";
import type { SessionMeta } from "./session-meta.js";

export interface LoadedRollout {
  readonly sessionId: string;
  readonly format: RolloutFormat;
  /** The number of the next line, where lines have one. */
  readonly nextOrdinal: number;
  readonly meta: SessionMeta | undefined;
  /** From the latest compaction on, if there was one: what it left, then what followed. */
  readonly items: readonly ResponseItem[];
  /** What the latest compaction kept word for word. */
  readonly carried: unknown;
  /** What the latest turn ran under, as far as the file says. */
  readonly settings: SavedSettings;
  /** Tokens of all turns; undefined where the file does not count them. */
  readonly usage: TokenUsage | undefined;
  /** What was passed over, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads a session's file, and the files that it begins with. Lines that are damaged, cut off or of an unknown kind are
 * passed over with a warning.
 * @throws CodexError `rollout-invalid` when a file cannot be read or does not say which session it belongs to.
 */
export async function loadRollout(filePath: string, codexHome: string): Promise<LoadedRollout> {
  const fold = new RolloutFold();
  try {
    for await (const entry of readRollout(filePath, codexHome)) fold.add(entry);
  } catch (error) {
    if (error instanceof CodexError) throw error;
    throw new CodexError("rollout-invalid", `${filePath}: cannot be read`, { cause: error });
  }
  const sessionId = fold.meta?.id ?? parseRolloutName(path.basename(filePath))?.threadId;
  if (sessionId === undefined) {
    throw new CodexError("rollout-invalid", `${filePath}: is not a session: its first line has no session id`);
  }
  const { format, nextOrdinal, meta, items, carried, settings, usage, warnings } = fold;
  return { sessionId, format, nextOrdinal, meta, items, carried, settings, usage, warnings };
}

const MAX_WARNINGS = 20;

class RolloutFold {
  format: RolloutFormat = "flat";
  nextOrdinal = 0;
  meta: SessionMeta | undefined;
  items: ResponseItem[] = [];
  carried: unknown;
  settings: SavedSettings = {};
  usage: TokenUsage | undefined;
  readonly #unusable: string[] = [];

  add({ line, format, ordinal, path: file, number, isOwn }: RolloutEntry): void {
    if (ordinal !== undefined) this.nextOrdinal = Math.max(this.nextOrdinal, ordinal + 1);
    switch (line.type) {
      case "meta":
        if (isOwn && number === 1) [this.meta, this.format] = [line.meta, format];
        return;
      case "model-item":
        this.items.push(line.item);
        return;
      case "compaction":
        this.items = [...line.history];
        this.carried = line.carried;
        return;
      case "settings":
        this.settings = laterSettings(this.settings, line.settings);
        return;
      case "usage":
        this.usage = line.total;
        return;
      case "user-message":
      case "passed-over":
        return;
      case "unusable":
        this.#unusable.push(`${file}: line ${number} ${line.reason} and was passed over`);
        return;
      default:
        line satisfies never;
    }
  }

  get warnings(): string[] {
    const more = this.#unusable.length - MAX_WARNINGS;
    return more > 0
      ? [...this.#unusable.slice(0, MAX_WARNINGS), `${more} more lines were passed over`]
      : this.#unusable;
  }
}
