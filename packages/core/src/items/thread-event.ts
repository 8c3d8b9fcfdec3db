import type { Goal } from "./goal.js";
import type { Item } from "./item.js";
import type { ItemUpdate } from "./item-update.js";
import type { Notice } from "./notice.js";
import type { Answer, Question } from "./question.js";
import type { TokenUsage } from "./token-usage.js";
import type { TurnInfo } from "./turn.js";
import type { TurnView } from "./turn-view.js";

/**
 * An event that a thread sends to its listeners. Every wire format is a table over these.
 *
 * The contract:
 * - Turns do not overlap. Every `turn-started` has exactly one `turn-ended`, unless the thread is `closed` first.
 * - Every `item-started` has exactly one `item-ended`, before its turn ends; `item-updated` comes only between the two. `item-ended`
 *   contains the whole item, so a listener may ignore all earlier events about it.
 * - When a stream breaks, its open items end as `interrupted`, and the retry starts new ones. An interrupt ends everything that is open.
 * - Every `question-asked` has exactly one `question-settled`, before its item ends. Several questions may be open at the same time.
 * - Ids of turns, items and questions are unique within the thread; those of turns and items stay the same after a resume.
 * - A slow listener may lose pieces of text and output, but nothing else; its event numbers then have gaps.
 */
export type ThreadEvent = {
  readonly threadId: string;
  /** The number of the event: the thread's events in this process count from 0. */
  readonly number: number;
} & ThreadEventBody;

export type ThreadEventBody =
  | { readonly type: "turn-started"; readonly turn: TurnInfo }
  | { readonly type: "item-started"; readonly item: Item }
  | { readonly type: "item-updated"; readonly turnId: string; readonly itemId: string; readonly update: ItemUpdate }
  | { readonly type: "item-ended"; readonly item: Item }
  | { readonly type: "question-asked"; readonly question: Question }
  | { readonly type: "question-settled"; readonly question: Question; readonly answer: Answer }
  /** Tokens of the last request, of the turn, and of the thread including earlier sessions. */
  | {
      readonly type: "usage";
      readonly turnId: string;
      readonly last: TokenUsage;
      readonly turn: TokenUsage;
      readonly total: TokenUsage;
      readonly contextWindow?: number | undefined;
    }
  /** Everything the turn has changed so far, as a Git diff. */
  | { readonly type: "turn-diff"; readonly turnId: string; readonly diff: string }
  | ({ readonly type: "notice"; readonly turnId?: string | undefined } & Notice)
  | { readonly type: "turn-ended"; readonly turn: TurnInfo }
  /** The turn and all later ones were undone and are no longer part of the thread. */
  | { readonly type: "reverted"; readonly beforeTurnId: string }
  /** Another process has continued the thread: these turns, which have ended, are now part of it. */
  | { readonly type: "continued"; readonly turns: readonly TurnView[] }
  /** The thread's goal as it is now stored; absent if it was removed. `turnId` is the turn that changed it. */
  | { readonly type: "goal"; readonly goal?: Goal | undefined; readonly turnId?: string | undefined }
  /** The last event. */
  | { readonly type: "closed" };

/** Whether a slow listener may lose this event, because the item's end has all of its content. */
export function mayBeLost(event: ThreadEventBody): boolean {
  if (event.type !== "item-updated") return false;
  const { type } = event.update;
  return type === "text" || type === "raw-text" || type === "output";
}
