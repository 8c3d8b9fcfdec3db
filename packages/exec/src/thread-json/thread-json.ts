import { applyUpdate, type Item, type Notice, type ThreadEventBody, type TokenUsage } from "@codex/core";
import type { ThreadError, ThreadEvent, Usage } from "../events/index.js";
import { execItem } from "./exec-item.js";

export { threadErrorFrom, threadErrorOf } from "./thread-error.js";

/** Kinds of items that are reported only when complete. */
const WHOLE_ONLY = new Set<Item["kind"]>(["agent-message", "reasoning", "proposed-plan"]);

/**
 * Translates a thread's events to those of `codex exec --json`: first `thread.started`, then turns and their items, numbered in the order
 * of their first event. The caller ends the turn with `endTurn`, since it decides whether the answer is good enough; to the reader, all
 * engine turns until then are one turn.
 */
export class ThreadJson {
  readonly #threadId: string;
  readonly #write: (event: ThreadEvent) => void;
  /** The current state of items in progress; they have no id until they have been reported. */
  readonly #open = new Map<string, { readonly id: string | undefined; item: Item }>();
  #nextItem = 0;
  #inTurn = false;
  #usage: Usage = usageOf(undefined);
  /** Parity: codex 0.171.0 does not report a reviewer's tokens. */
  #isReview = false;

  constructor(threadId: string, write: (event: ThreadEvent) => void) {
    this.#threadId = threadId;
    this.#write = write;
    write({ type: "thread.started", thread_id: threadId });
  }

  event(event: ThreadEventBody): void {
    switch (event.type) {
      case "turn-started":
        if (!this.#inTurn) this.#write({ type: "turn.started" });
        this.#inTurn = true;
        this.#isReview = event.turn.kind === "review";
        return;
      case "item-started":
        return this.#start(event.item);
      case "item-updated":
        return this.#update(event.itemId, event.update);
      case "item-ended":
        return this.#end(event.item);
      case "usage":
        if (!this.#isReview) this.#usage = usageOf(event.total);
        return;
      case "notice":
        return this.#notice(event);
      case "turn-ended":
      case "question-asked":
      case "question-settled":
      case "turn-diff":
      case "reverted":
      case "continued":
      case "goal":
      case "closed":
        return;
      default:
        event satisfies never;
    }
  }

  /** Reports how the turn ended: `turn.completed`, or `turn.failed` with the reason. */
  endTurn(error: ThreadError | undefined): void {
    this.#inTurn = false;
    if (error === undefined) return this.#write({ type: "turn.completed", usage: this.#usage });
    this.#write({ type: "error", message: error.message });
    this.#write({ type: "turn.failed", error });
  }

  #start(item: Item): void {
    if (WHOLE_ONLY.has(item.kind) || item.status === "proposed") {
      this.#open.set(item.id, { id: undefined, item });
      return;
    }
    const id = `item_${this.#nextItem}`;
    const shown = execItem(item, id, this.#threadId);
    if (shown === undefined) return;
    this.#nextItem += 1;
    this.#open.set(item.id, { id, item });
    this.#write({ type: "item.started", item: shown });
  }

  #update(itemId: string, update: Parameters<typeof applyUpdate>[1]): void {
    const open = this.#open.get(itemId);
    if (open === undefined || WHOLE_ONLY.has(open.item.kind) || update.type === "output") return;
    open.item = applyUpdate(open.item, update);
    if (open.id === undefined) {
      this.#open.delete(itemId);
      this.#start(open.item);
    } else if (update.type === "changed") {
      const shown = execItem(open.item, open.id, this.#threadId);
      if (shown !== undefined) this.#write({ type: "item.updated", item: shown });
    }
  }

  #end(item: Item): void {
    const open = this.#open.get(item.id);
    this.#open.delete(item.id);
    const shown = execItem(item, open?.id ?? `item_${this.#nextItem}`, this.#threadId);
    if (shown === undefined) return;
    if (open?.id === undefined) this.#nextItem += 1;
    this.#write({ type: "item.completed", item: shown });
  }

  /** A retry is a separate event; any other problem is an item. */
  #notice({ level, code, message }: Notice): void {
    if (code === "stream-retry" || code === "request-retry") return this.#write({ type: "error", message });
    if (level === "info") return;
    const id = `item_${this.#nextItem}`;
    this.#nextItem += 1;
    this.#write({ type: "item.completed", item: { id, type: "error", message } });
  }
}

function usageOf(usage: TokenUsage | undefined): Usage {
  return {
    input_tokens: usage?.inputTokens ?? 0,
    cached_input_tokens: usage?.cachedInputTokens ?? 0,
    // No provider reports the tokens written to its cache.
    cache_write_input_tokens: 0,
    output_tokens: usage?.outputTokens ?? 0,
    reasoning_output_tokens: usage?.reasoningOutputTokens ?? 0,
  };
}
