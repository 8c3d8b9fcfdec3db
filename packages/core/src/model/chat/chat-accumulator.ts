import { randomUUID } from "node:crypto";
import type { ResponseItem, TokenUsage } from "@codex/protocol";
import { streamDisconnected } from "../http/read-chunks.js";
import { isObject, type SsePayload } from "../http/sse.js";
import type { ResponseEvent } from "../model-client.js";
import { tokenCount } from "../token-count.js";

const MAX_CHARACTERS = 32 * 1024 * 1024;

/** Puts an answer of the Chat Completions API together from its chunks. */
export class ChatAccumulator {
  /** The model has said why it stopped: nothing but the usage may follow. */
  finished = false;
  /** The server has said that nothing follows. */
  done = false;
  #text = "";
  #reasoning = "";
  #usage: TokenUsage | undefined;
  readonly #calls = new Map<number, PartialCall>();
  #characters = 0;

  /** Takes a chunk; gives the deltas in it. */
  add(payload: SsePayload): ResponseEvent[] {
    if (payload === "[DONE]") {
      this.done = true;
      return [];
    }
    this.#usage = usageOf(payload["usage"]) ?? this.#usage;
    const choice = Array.isArray(payload["choices"]) ? payload["choices"][0] : undefined;
    if (!isObject(choice)) return [];
    const events = isObject(choice["delta"]) ? this.#addDelta(choice["delta"]) : [];
    if (typeof choice["finish_reason"] === "string") this.finished = true;
    return events;
  }

  /** The finished items, then `completed`. */
  finish(): ResponseEvent[] {
    return [
      ...this.#items().map((item) => ({ type: "output-item-done", item }) as const),
      { type: "completed", responseId: "", tokenUsage: this.#usage },
    ];
  }

  #items(): ResponseItem[] {
    const reasoning: ResponseItem = {
      type: "reasoning",
      id: "",
      summary: [],
      content: [{ type: "reasoning_text", text: this.#reasoning }],
    };
    const message: ResponseItem = {
      type: "message",
      role: "assistant",
      content: [{ type: "output_text", text: this.#text }],
    };
    return [
      ...(this.#reasoning === "" ? [] : [reasoning]),
      ...(this.#text === "" ? [] : [message]),
      ...[...this.#calls.values()].map(finishCall),
    ];
  }

  /** No answer is this long; a server that never stops must not fill the memory. */
  #keep(text: string): string {
    this.#characters += text.length + 1;
    if (this.#characters > MAX_CHARACTERS) throw streamDisconnected("the server does not come to an end");
    return text;
  }

  #addDelta(delta: Readonly<Record<string, unknown>>): ResponseEvent[] {
    const events: ResponseEvent[] = [];
    const text = delta["content"];
    if (typeof text === "string" && text !== "") {
      this.#text += this.#keep(text);
      events.push({ type: "output-text-delta", delta: text });
    }
    const reasoning = reasoningText(delta["reasoning"]) ?? reasoningText(delta["reasoning_content"]);
    if (reasoning !== undefined) {
      this.#reasoning += this.#keep(reasoning);
      events.push({ type: "reasoning-content-delta", delta: reasoning });
    }
    if (Array.isArray(delta["tool_calls"])) for (const piece of delta["tool_calls"]) this.#addCallPiece(piece);
    return events;
  }

  #addCallPiece(piece: unknown): void {
    if (!isObject(piece)) return;
    this.#keep("");
    const index = this.#callIndex(piece);
    const call = this.#calls.get(index) ?? { id: undefined, name: "", pieces: [] };
    this.#calls.set(index, call);
    if (typeof piece["id"] === "string" && piece["id"] !== "") call.id ??= piece["id"];
    const fn = piece["function"];
    if (!isObject(fn)) return;
    if (typeof fn["name"] === "string" && call.name === "") call.name = fn["name"];
    if (typeof fn["arguments"] === "string") call.pieces.push(this.#keep(fn["arguments"]));
  }

  /** Servers that count no calls begin a new one with a new id. */
  #callIndex(piece: Readonly<Record<string, unknown>>): number {
    if (typeof piece["index"] === "number") return piece["index"];
    const last = this.#calls.size - 1;
    const id = piece["id"];
    const begins = typeof id === "string" && id !== "" && this.#calls.get(last)?.id !== id;
    return begins ? this.#calls.size : Math.max(0, last);
  }
}

interface PartialCall {
  id: string | undefined;
  name: string;
  readonly pieces: string[];
}

function finishCall({ id, name, pieces }: PartialCall): ResponseItem {
  return { type: "function_call", name, arguments: pieces.join(""), call_id: id ?? `call_${randomUUID()}` };
}

/** Some servers send reasoning as text, others as an object around it. */
function reasoningText(reasoning: unknown): string | undefined {
  const text = isObject(reasoning) ? reasoning["text"] || reasoning["content"] : reasoning;
  return typeof text === "string" && text !== "" ? text : undefined;
}

function usageOf(usage: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
  const input = tokenCount(usage["prompt_tokens"]);
  const output = tokenCount(usage["completion_tokens"]);
  if (input === undefined || output === undefined) return undefined;
  const inputDetails = usage["prompt_tokens_details"];
  const outputDetails = usage["completion_tokens_details"];
  return {
    input_tokens: input,
    cached_input_tokens: isObject(inputDetails) ? tokenCount(inputDetails["cached_tokens"]) : undefined,
    output_tokens: output,
    reasoning_output_tokens: isObject(outputDetails) ? tokenCount(outputDetails["reasoning_tokens"]) : undefined,
    total_tokens: tokenCount(usage["total_tokens"]) ?? input + output,
  };
}
