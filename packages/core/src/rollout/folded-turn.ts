import type { ResponseItem } from "@codex/protocol";
import { hasEnded, type Item } from "../items/item.js";
import type { TurnInfo } from "../items/turn.js";
import type { TurnView } from "../items/turn-view.js";
import { outputText } from "../model/output-text.js";
import { deriveItem, isUserMessage, withOutput } from "./derive-item.js";
import { withTextsOf } from "./item-texts.js";
import type { ReviewEnd } from "./lines/rollout-line.js";

export interface FoldedTurnOptions {
  /** Whether the rollout records what was shown. Otherwise it is derived from the transcript, up to the next user message. */
  readonly isRecorded: boolean;
  readonly cwd: string;
}

/** A turn of a rollout while its lines are being read. */
export class FoldedTurn {
  #info: TurnInfo;
  readonly #options: FoldedTurnOptions;
  #recorded: { readonly item: Item; readonly place: number | undefined }[] = [];
  /** Items derived from the transcript: the only ones of a turn that predates records or broke off. */
  #derived: Item[] = [];
  /** Records whose text has not appeared in the transcript yet: codex 0.171 writes some of them first. */
  readonly #unsaid = new Set<Item>();
  #isAsked = false;

  constructor(info: TurnInfo, options: FoldedTurnOptions) {
    this.#info = info;
    this.#options = options;
  }

  /** Whether the user started it. Codex also runs turns of its own, for compactions. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  get isRecorded(): boolean {
    return this.#options.isRecorded;
  }

  get id(): string {
    return this.#info.id;
  }

  /** Whether the following lines belong to the turn, including user messages. */
  get isOpen(): boolean {
    return this.#options.isRecorded && this.#info.status === "running";
  }

  get isOpenReview(): boolean {
    return this.isOpen && this.#info.kind === "review";
  }

  /** Whether nothing was shown in it. */
  get isEmpty(): boolean {
    return this.#recorded.length + this.#derived.length === 0;
  }

  /** Takes back a derived item that belongs to another turn. */
  withdraw(id: string): void {
    this.#derived = this.#derived.filter((derived) => derived.id !== id);
  }

  addModelItem(item: ResponseItem, { id, at }: { readonly id: string; readonly at: number }): void {
    if (this.#options.isRecorded && !this.isOpen) return;
    if (isUserMessage(item)) this.#isAsked = true;
    if (item.type === "function_call_output" || item.type === "custom_tool_call_output") {
      const index = this.#derived.findLastIndex((call) => "callId" in call && call.callId === item.call_id);
      const call = this.#derived[index];
      if (call !== undefined) this.#derived[index] = withOutput(call, { output: outputText(item.output), at });
      return;
    }
    const derived = deriveItem(item, { id, turnId: this.id, at, cwd: this.#options.cwd });
    if (derived === undefined) return;
    const recorded = [...this.#unsaid].find((one) => isSame(derived, one));
    if (recorded === undefined) this.#derived.push(derived);
    else this.#unsaid.delete(recorded);
  }

  /** `source` is the model item that contains the item's texts, `place` the item's place among the recorded ones. */
  addItem(
    item: Item,
    { place, source }: { readonly place?: number | undefined; readonly source: ResponseItem | undefined },
  ): void {
    const whole = source === undefined ? item : withTextsOf(item, source);
    this.#recorded.push({ item: whole, place });
    const others = this.#derived.filter((derived) => !isSame(derived, whole));
    if (others.length === this.#derived.length) this.#unsaid.add(whole);
    this.#derived = others;
  }

  beginReviewer(contextWindow: number | undefined): void {
    this.#info = { ...this.#info, contextWindow };
  }

  /** Ends the turn's review, if it is still open. */
  endReview(end: ReviewEnd): void {
    this.#recorded = this.#recorded.map(({ item, place }) => ({ item: withReviewEnd(item, end), place }));
  }

  end(turn: TurnInfo): void {
    const { kind, startedAt, contextWindow } = this.#info;
    if (kind === "review") this.endReview({ status: "interrupted", endedAt: turn.endedAt });
    this.#info = { ...turn, kind, startedAt, contextWindow: turn.contextWindow ?? contextWindow };
    // Sessions imported from other agents record no items.
    if (this.#recorded.length > 0) this.#derived = [];
  }

  view(): TurnView {
    const recorded = this.#recorded.toSorted((one, other) => (one.place ?? 0) - (other.place ?? 0));
    const items = [...recorded.map(({ item }) => item), ...this.#derived];
    if (this.#info.status !== "running") return { ...this.#info, items };
    const last = items.at(-1);
    const endedAt = last?.endedAt ?? this.#info.startedAt;
    // Without records, a final answer means that the turn was completed.
    const brokenOff = (item: Item) => withReviewEnd(item, { status: "interrupted", endedAt });
    const isAnswered = !this.#options.isRecorded && last?.kind === "agent-message";
    return isAnswered
      ? { ...this.#info, status: "completed", endedAt, finalMessage: last.text, items }
      : { ...this.#info, status: "interrupted", interruption: "closed", endedAt, items: items.map(brokenOff) };
  }
}

/** Only items of reviews are recorded before they end. */
function withReviewEnd(item: Item, end: ReviewEnd): Item {
  return item.kind === "review" && !hasEnded(item) ? { ...item, ...end } : item;
}

/** Whether a derived item and a record describe the same thing. */
function isSame(derived: Item, recorded: Item): boolean {
  if ("callId" in derived && derived.callId !== undefined) {
    return "callId" in recorded && recorded.callId === derived.callId;
  }
  if (derived.kind !== recorded.kind || !hasEnded(derived)) return false;
  if (derived.kind === "agent-message" && recorded.kind === "agent-message") return derived.text === recorded.text;
  if (derived.kind === "reasoning" && recorded.kind === "reasoning") {
    return derived.summary.join("") === recorded.summary.join("");
  }
  return derived.kind === "user-message";
}
