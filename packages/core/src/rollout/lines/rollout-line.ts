import type { ResponseItem } from "@codex/protocol";
import type { Review } from "../../items/item.js";
import type { TokenUsage } from "../../items/token-usage.js";
import type { TurnInfo } from "../../items/turn.js";
import type { SavedSettings } from "../saved-settings.js";
import type { SessionMeta } from "../session-meta.js";
import type { ItemRecord, TurnEndRecord, WaitingRecord } from "./line-encoder.js";

/** See `ItemRecord`; only our own records have `place`. */
export type ItemLine = Omit<ItemRecord, "place"> & { readonly place?: number | undefined };

export interface ModelItemLine {
  readonly item: ResponseItem;
  /** Injected by a client, outside any turn. */
  readonly isInjected?: boolean | undefined;
  /** The turn that the line names. */
  readonly turnId?: string | undefined;
}

export interface TurnStartLine {
  readonly turn: TurnInfo;
  readonly settings?: SavedSettings | undefined;
  /** The process that runs it. */
  readonly pid?: number | undefined;
}

export type ReviewEnd = Pick<Review, "status" | "endedAt" | "text" | "findings">;

/** The content of one rollout line, in either format. */
export type RolloutLine =
  | { readonly type: "meta"; readonly meta: SessionMeta }
  /** An item of the model's transcript. */
  | ({ readonly type: "model-item" } & ModelItemLine)
  /** Replaces the transcript by `history`; `carried` is what was kept verbatim next to it. */
  | { readonly type: "compaction"; readonly history: readonly ResponseItem[]; readonly carried: unknown }
  | { readonly type: "settings"; readonly settings: SavedSettings }
  /** Tokens of the whole thread so far. */
  | { readonly type: "usage"; readonly total: TokenUsage; readonly last: TokenUsage | undefined }
  | { readonly type: "user-message"; readonly text: string }
  | ({ readonly type: "turn-started" } & TurnStartLine)
  | ({ readonly type: "turn-ended" } & TurnEndRecord)
  | ({ readonly type: "item" } & ItemLine)
  /** Starts the turn of a review. */
  | { readonly type: "review-entered"; readonly item: Review }
  | { readonly type: "review-exited"; readonly turnId: string; readonly end: ReviewEnd }
  | ({ readonly type: "input-waiting" } & WaitingRecord)
  | { readonly type: "input-taken"; readonly id: string }
  /** Removes the turn and all later ones, for viewers and for the model. */
  | { readonly type: "revert"; readonly beforeTurnId: string }
  /** The same for the last turns that the user started. */
  | { readonly type: "rolled-back"; readonly turns: number }
  /** Of a kind that is not relevant to us. */
  | { readonly type: "passed-over" }
  /** `reason` completes "line 7 …". */
  | { readonly type: "unusable"; readonly reason: string };

/**
 * `flat`: a line is an item itself (August 2025, and ours). `enveloped`: `{timestamp, type, payload}`, as later Codex versions
 * write.
 */
export type RolloutFormat = "flat" | "enveloped";

export interface ParsedLine {
  readonly format: RolloutFormat;
  /** The line's sequence number in a thread; undefined in files without them. */
  readonly ordinal?: number | undefined;
  /** When it was written, in milliseconds since 1970, if the line says so. */
  readonly at?: number | undefined;
  readonly line: RolloutLine;
  /** Further records in the line, which apply after its main content: what was shown. */
  readonly records?: readonly RolloutLine[] | undefined;
}
