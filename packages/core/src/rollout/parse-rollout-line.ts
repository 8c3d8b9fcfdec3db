import type { ResponseItem } from "@codex/protocol";
import type { TokenUsage } from "../items/token-usage.js";
import type { TurnInfo } from "../items/turn.js";
import { parseEnvelopedLine } from "./enveloped-line.js";
import { parseFlatLine } from "./flat-line.js";
import type { ItemRecord, TurnEndRecord, WaitingRecord } from "./line-encoder.js";
import type { SavedSettings } from "./saved-settings.js";
import type { SessionMeta } from "./session-meta.js";

/** See `ItemRecord`; `place` is there in records of ours. */
export type ItemLine = Omit<ItemRecord, "place"> & { readonly place?: number | undefined };

export interface ModelItemLine {
  readonly item: ResponseItem;
  /** A client has put it in: it was said in no turn. */
  readonly isInjected?: boolean | undefined;
  /** The turn that the line says it is of. */
  readonly turnId?: string | undefined;
}

/** What one line of a rollout says, in whichever of the two formats it is written. */
export type RolloutLine =
  | { readonly type: "meta"; readonly meta: SessionMeta }
  /** An item of the model's transcript. */
  | ({ readonly type: "model-item" } & ModelItemLine)
  /** From here on the transcript is `history`; `carried` is what was kept word for word beside it. */
  | { readonly type: "compaction"; readonly history: readonly ResponseItem[]; readonly carried: unknown }
  | { readonly type: "settings"; readonly settings: SavedSettings }
  /** Tokens of the whole thread so far. */
  | { readonly type: "usage"; readonly total: TokenUsage; readonly last: TokenUsage | undefined }
  | { readonly type: "user-message"; readonly text: string }
  | { readonly type: "turn-started"; readonly turn: TurnInfo; readonly settings?: SavedSettings | undefined }
  | ({ readonly type: "turn-ended" } & TurnEndRecord)
  | ({ readonly type: "item" } & ItemLine)
  | ({ readonly type: "input-waiting" } & WaitingRecord)
  | { readonly type: "input-taken"; readonly id: string }
  /** The turn and those after it are gone: they are neither shown nor told to the model. */
  | { readonly type: "revert"; readonly beforeTurnId: string }
  /** The same for the last turns that began with the user. */
  | { readonly type: "rolled-back"; readonly turns: number }
  /** Of a kind that says nothing to us. */
  | { readonly type: "passed-over" }
  /** `reason` completes "line 7 …". */
  | { readonly type: "unusable"; readonly reason: string };

/** `flat`: a line is an item itself (August 2025, and ours). `enveloped`: `{timestamp, type, payload}`, as later Codex writes. */
export type RolloutFormat = "flat" | "enveloped";

export interface ParsedLine {
  readonly format: RolloutFormat;
  /** The line's running number in a thread; undefined where lines have none. */
  readonly ordinal?: number | undefined;
  /** When it was written, in milliseconds since 1970, where the line says so. */
  readonly at?: number | undefined;
  readonly line: RolloutLine;
  /** What it says beside that, and after it: what was shown. */
  readonly records?: readonly RolloutLine[] | undefined;
}

export function parseRolloutLine(text: string): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { format: "flat", line: { type: "unusable", reason: "is cut off or damaged" } };
  }
  return parseEnvelopedLine(value) ?? { format: "flat", ...parseFlatLine(value) };
}
