import type { ResponseItem } from "@codex/protocol";
import type { Item } from "../../items/item.js";
import type { TokenUsage } from "../../items/token-usage.js";
import type { TurnInfo } from "../../items/turn.js";
import type { UserInput } from "../../items/user-input.js";
import type { SavedSettings } from "../saved-settings.js";

export interface Compaction {
  readonly summary: string;
  /** The transcript from then on. */
  readonly history: readonly ResponseItem[];
  /** What is kept verbatim beside the transcript. */
  readonly carried: unknown;
}

/** What was shown, as stored in a rollout. */
export type ThreadRecord =
  | { readonly type: "turn-started"; readonly turn: TurnInfo; readonly settings: SavedSettings }
  /** Settings for the following turns, changed between turns. */
  | { readonly type: "settings"; readonly settings: SavedSettings }
  | ({ readonly type: "item" } & ItemRecord)
  | ({ readonly type: "input-waiting" } & WaitingRecord)
  /** The model has received the input, or never will. */
  | { readonly type: "input-taken"; readonly id: string }
  /** `total`: the thread's tokens including this turn. */
  | ({ readonly type: "turn-ended"; readonly total: TokenUsage } & TurnEndRecord);

/** A turn that has ended. */
export interface TurnEndRecord {
  readonly turn: TurnInfo;
  /** Its final message is in the model item this many before the record (1 is the one directly before), and may be left out. */
  readonly from?: number | undefined;
}

/** User input that the model has not received. */
export interface WaitingRecord {
  readonly id: string;
  readonly input: readonly UserInput[];
  readonly clientId?: string | undefined;
}

/** An item that has ended. */
export interface ItemRecord {
  readonly item: Item;
  /** Its place among the turn's items, from 0: items end in a different order than they start. */
  readonly place: number;
  /** Its texts are in the model item this many before the record (1 is the one directly before), and may be left out. */
  readonly from?: number | undefined;
}

/** What is written in one go: started turns, then transcript items, then other records. */
export interface RolloutBatch {
  /** Whether a group of items starts. Default: false. */
  readonly startsGroup?: boolean | undefined;
  readonly items?: readonly ResponseItem[] | undefined;
  /** Whether a client injected the items outside a turn. Default: false. */
  readonly areInjected?: boolean | undefined;
  readonly records?: readonly ThreadRecord[] | undefined;
}

/** Encodes records as the values of JSON lines, in one format. */
export interface LineEncoder {
  batch(batch: RolloutBatch): object[];
  compaction(compaction: Compaction): object[];
  revert(beforeTurnId: string): object[];
}
