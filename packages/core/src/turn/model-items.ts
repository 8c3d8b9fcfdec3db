import type { ResponseItem } from "@codex/protocol";
import type { ItemUpdate } from "../items/item-update.js";
import type { ResponseEvent } from "../model/model-client.js";
import type { ItemHandle } from "../session/item-handle.js";
import type { RunningTurn } from "../session/running-turn.js";
import { type PlanPiece, PlanText, splitPlan } from "./plan-text.js";

type DoneEvent = Extract<ResponseEvent, { type: "output-item-done" }>;
type SearchBegin = Extract<ResponseEvent, { type: "web-search-call-begin" }>;
type SearchEnd = Extract<ResponseEvent, { type: "web-search-call-end" }>;

export interface ModelItemsOptions {
  readonly showsRawReasoning: boolean;
  readonly hidesMessages: boolean;
  /** Whether a plan within a message becomes a separate item. */
  readonly proposesPlans: boolean;
}

/**
 * Turns what the model says in one stream into items of the turn. An item begins with the first event about it. Disposing ends items that
 * the stream left open as `interrupted`.
 */
export class ModelItems implements Disposable {
  readonly #turn: RunningTurn;
  readonly #showsRawReasoning: boolean;
  readonly #hidesMessages: boolean;
  /** Finds plans in messages; only in plan mode. */
  readonly #proposesPlans: boolean;
  #planText = new PlanText();
  #plan: ItemHandle<"proposed-plan"> | undefined;
  #message: ItemHandle<"agent-message"> | undefined;
  #reasoning: ItemHandle<"reasoning"> | undefined;
  readonly #searches = new Map<string, ItemHandle<"web-search">>();

  constructor(turn: RunningTurn, options: ModelItemsOptions) {
    this.#turn = turn;
    this.#proposesPlans = options.proposesPlans;
    this.#showsRawReasoning = options.showsRawReasoning;
    this.#hidesMessages = options.hidesMessages;
  }

  begin({ itemType, itemId }: Extract<ResponseEvent, { type: "output-item-begin" }>): void {
    if (itemType === "message") {
      // A message may consist of a plan only.
      if (!this.#proposesPlans) this.#openMessage(itemId);
    } else this.#openReasoning(itemId);
  }

  say(delta: string, itemId?: string): void {
    if (!this.#proposesPlans) this.#openMessage(itemId)?.update({ type: "text", delta });
    else for (const piece of this.#planText.push(delta)) this.#emitPiece(piece, itemId);
  }

  think(update: ItemUpdate, itemId?: string): void {
    if (update.type === "raw-text" && !this.#showsRawReasoning) return;
    this.#openReasoning(itemId).update(update);
  }

  beginSearch({ callId, query }: SearchBegin): void {
    this.#searches.get(callId)?.[Symbol.dispose]();
    this.#searches.set(callId, this.#turn.item("web-search", { callId, query }));
  }

  endSearch({ callId, action }: SearchEnd): void {
    const query = action?.type === "search" ? (action.query ?? action.queries?.[0]) : undefined;
    const known = { action, ...(query !== undefined && { query }) };
    const search = this.#searches.get(callId) ?? this.#turn.item("web-search", { callId, ...known });
    this.#searches.delete(callId);
    search.end({ status: "completed", ...known });
  }

  /** Takes a complete message or reasoning item of the model. Other kinds are reported elsewhere. */
  done({ item, phase }: DoneEvent): void {
    if (item.type === "message") this.#endMessage(item, phase);
    else if (item.type === "reasoning") this.#endReasoning(item);
  }

  /** The stream ended well, so messages and searches whose end was not reported have ended well too. */
  finish(): void {
    if (this.#message?.item.text) this.#message.complete();
    if (this.#plan?.item.text) this.#plan.complete();
    if (this.#reasoning?.item.summary.some((text) => text !== "")) this.#reasoning.complete();
    for (const search of this.#searches.values()) search.complete();
  }

  [Symbol.dispose](): void {
    this.#message?.[Symbol.dispose]();
    this.#plan?.[Symbol.dispose]();
    this.#reasoning?.[Symbol.dispose]();
    for (const search of this.#searches.values()) search[Symbol.dispose]();
  }

  #openMessage(modelItemId: string | undefined): ItemHandle<"agent-message"> | undefined {
    if (this.#hidesMessages) return undefined;
    this.#message ??= this.#turn.item("agent-message", { text: "", modelItemId });
    return this.#message;
  }

  #openReasoning(modelItemId: string | undefined): ItemHandle<"reasoning"> {
    this.#reasoning ??= this.#turn.item("reasoning", { summary: [], content: [], modelItemId });
    return this.#reasoning;
  }

  #emitPiece({ type, text }: PlanPiece, itemId: string | undefined): void {
    if (this.#hidesMessages) return;
    if (type === "message") this.#openMessage(itemId)?.update({ type: "text", delta: text });
    else if (type === "plan-start") this.#openPlan();
    else this.#openPlan().update({ type: "text", delta: text });
  }

  #openPlan(): ItemHandle<"proposed-plan"> {
    this.#plan ??= this.#turn.item("proposed-plan", { text: "" });
    return this.#plan;
  }

  /** Takes the plan out of a complete message, and the text around it. */
  #endPlanMessage(
    text: string,
    end: { readonly modelItemId: string | undefined; readonly phase: DoneEvent["phase"] },
  ): void {
    for (const piece of this.#planText.finish()) this.#emitPiece(piece, end.modelItemId);
    this.#planText = new PlanText();
    if (this.#hidesMessages) return;
    const { message, plan } = splitPlan(text);
    if (plan !== undefined) this.#openPlan().end({ status: "completed", text: plan });
    this.#plan?.[Symbol.dispose]();
    this.#plan = undefined;
    const said = this.#message ?? (message === "" ? undefined : this.#openMessage(end.modelItemId));
    this.#message = undefined;
    said?.end({ status: "completed", text: message, phase: end.phase });
  }

  #endMessage(item: Extract<ResponseItem, { type: "message" }>, phase: DoneEvent["phase"]): void {
    const parts = item.content.flatMap((part) => (part.type === "output_text" ? [part.text] : []));
    const text = parts.join("");
    if (this.#proposesPlans) return this.#endPlanMessage(text, { modelItemId: item.id, phase });
    const message = this.#openMessage(item.id);
    this.#message = undefined;
    message?.end({ status: "completed", text, phase, ...(parts.length !== 1 && { parts }) });
  }

  #endReasoning(item: Extract<ResponseItem, { type: "reasoning" }>): void {
    const reasoning = this.#openReasoning(item.id);
    this.#reasoning = undefined;
    reasoning.end({
      status: "completed",
      summary: item.summary.map(({ text }) => text),
      content: this.#showsRawReasoning ? (item.content ?? []).map(({ text }) => text) : [],
    });
  }
}
