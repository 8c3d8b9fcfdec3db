import type { ResponseItem } from "@codex/protocol";
import { addTokenUsage, NO_TOKENS, type TokenUsage } from "../items/token-usage.js";
import type { TurnInfo } from "../items/turn.js";
import { MAX_FROM } from "./item-texts.js";

/** The transcript at one moment: its list is only appended to, or replaced by a compaction. */
export interface TranscriptMark {
  readonly items: readonly ResponseItem[];
  readonly length: number;
  readonly carried: unknown;
  readonly contextTokens: number;
}

/** The model's transcript as far as a rollout was read, and the tokens that it used. */
export class FoldedTranscript {
  items: ResponseItem[] = [];
  /** What the latest compaction kept verbatim. */
  carried: unknown;
  usage: TokenUsage | undefined;
  lastUsage: TokenUsage | undefined;
  /** Tokens of the last request with the current items; 0 if unknown. */
  contextTokens = 0;
  /** Whether a compaction's summary is the last that the model said. */
  #isJustCompacted = false;
  readonly #recent: ResponseItem[] = [];

  add(item: ResponseItem): void {
    this.items.push(item);
    if (isOfModel(item)) this.#isJustCompacted = false;
    this.#recent.push(item);
    if (this.#recent.length > MAX_FROM) this.#recent.shift();
  }

  /** The item that is this far back, 1 for the latest; compactions and reverts do not count. */
  recent(distance: number | undefined): ResponseItem | undefined {
    return distance === undefined ? undefined : this.#recent.at(-distance);
  }

  compact(history: readonly ResponseItem[], carried: unknown): void {
    this.items = [...history];
    this.carried = carried;
    this.contextTokens = 0;
    this.#isJustCompacted = true;
  }

  /** `total`: of the whole thread. */
  setUsage(total: TokenUsage, last: TokenUsage | undefined): void {
    this.usage = total;
    this.lastUsage = last;
    // The request for a summary still carried everything that the summary replaced.
    if (!this.#isJustCompacted) this.contextTokens = last?.totalTokens ?? 0;
  }

  addUsage({ usage, lastUsage }: TurnInfo): void {
    if (usage !== undefined) this.setUsage(addTokenUsage(this.usage ?? NO_TOKENS, usage), lastUsage ?? usage);
  }

  mark(): TranscriptMark {
    const { items, carried, contextTokens } = this;
    return { items, length: items.length, carried, contextTokens };
  }

  restore({ items, length, carried, contextTokens }: TranscriptMark): void {
    this.items = items.slice(0, length);
    this.carried = carried;
    this.contextTokens = contextTokens;
  }
}

/** What only the model adds to a transcript. */
function isOfModel(item: ResponseItem): boolean {
  return item.type === "message" ? item.role === "assistant" : item.type !== "other";
}
