import type { ResponseItem } from "@codex/protocol";
import type { Item } from "../items/item.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { TurnInfo } from "../items/turn.js";
import type { UserInput } from "../items/user-input.js";
import type { SavedSettings } from "./saved-settings.js";

export interface Compaction {
  readonly summary: string;
  /** What is kept word for word beside the summary. */
  readonly carried: unknown;
}

/** What was shown, as a rollout says it. */
export type ThreadRecord =
  | { readonly type: "turn-started"; readonly turn: TurnInfo; readonly settings: SavedSettings }
  /** What turns run under from here on, chosen between turns. */
  | { readonly type: "settings"; readonly settings: SavedSettings }
  | ({ readonly type: "item" } & ItemRecord)
  | ({ readonly type: "input-waiting" } & WaitingRecord)
  /** The model is told of it from here on, or never will be. */
  | { readonly type: "input-taken"; readonly id: string }
  /** `total`: tokens of the thread with this turn. */
  | ({ readonly type: "turn-ended"; readonly total: TokenUsage } & TurnEndRecord);

/** A turn that has ended. */
export interface TurnEndRecord {
  readonly turn: TurnInfo;
  /** Its final message is that of the model item that many before the record, 1 being the one before, and may be left out. */
  readonly from?: number | undefined;
}

/** What the user said and the model has not been told. */
export interface WaitingRecord {
  readonly id: string;
  readonly input: readonly UserInput[];
  readonly clientId?: string | undefined;
}

/** An item that has ended. */
export interface ItemRecord {
  readonly item: Item;
  /** Its place among the turn's items: they end in another order than they start in. From 0. */
  readonly place: number;
  /** Its texts are those of the model item that many before the record, 1 being the one before, and may be left out. */
  readonly from?: number | undefined;
}

/** What is written at once: turns that began, then items of the transcript, then what else was shown. */
export interface RolloutBatch {
  /** Whether a group of items begins. Default: false. */
  readonly startsGroup?: boolean | undefined;
  readonly items?: readonly ResponseItem[] | undefined;
  /** Whether a client has put the items in: nobody said them in a turn. Default: false. */
  readonly areInjected?: boolean | undefined;
  readonly records?: readonly ThreadRecord[] | undefined;
}

/** Puts what is recorded into lines of one format: what each is the JSON of. */
export interface LineEncoder {
  batch(batch: RolloutBatch): object[];
  compaction(compaction: Compaction): object[];
  revert(beforeTurnId: string): object[];
}
