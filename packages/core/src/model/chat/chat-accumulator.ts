import { randomUUID } from "node:crypto";
import type { ResponseItem, TokenUsage } from "@codex/protocol";
import { CodexError } from "../../error.js";
import { isJsonObject, type JsonObject } from "../../json.js";
import { streamDisconnected } from "../http/read-chunks.js";
import type { SsePayload } from "../http/sse.js";
import type { ResponseEvent } from "../model-client.js";
import { tokenCount } from "../token-count.js";
import { UniqueCalls } from "../unique-calls.js";
import { ChatCalls } from "./chat-calls.js";
import { readChatContent } from "./chat-content.js";
import { addDetails, type ReasoningField, withReasoning } from "./reasoning-to-return.js";

type AnswerItem = Extract<ResponseItem, { type: "message" | "reasoning" | "function_call" }>;

const MAX_CHARACTERS = 32 * 1024 * 1024;

/** Assembles an answer of the Chat Completions API from its chunks. */
export class ChatAccumulator {
  /** The server has announced the end of the stream. */
  done = false;
  /** Why the model stopped. */
  #finishReason: string | undefined;
  #text = "";
  #reasoning = "";
  #reasoningField: ReasoningField | undefined;
  readonly #reasoningDetails: JsonObject[] = [];
  #usage: TokenUsage | undefined;
  readonly #calls = new ChatCalls();
  #hasCalls = false;
  #characters = 0;

  /** The model has given its reason for stopping: only usage may follow. */
  get finished(): boolean {
    return this.#finishReason !== undefined;
  }

  /** Adds a chunk and returns its deltas. */
  add(payload: SsePayload): ResponseEvent[] {
    if (payload === "[DONE]") {
      this.done = true;
      return [];
    }
    const choice = choiceOf(payload);
    // Some servers count within the choice, or within a field of their own.
    const { x_groq: groq } = payload;
    const counted = [payload["usage"], choice?.["usage"], isJsonObject(groq) ? groq["usage"] : undefined];
    this.#usage = counted.map(usageOf).find((usage) => usage !== undefined) ?? this.#usage;
    if (choice === undefined) return [];
    const events = this.#addDelta(choice["delta"], choice["message"]);
    if (typeof choice["finish_reason"] === "string" && choice["finish_reason"] !== "") {
      this.#finishReason = choice["finish_reason"];
    }
    return events;
  }

  /**
   * The finished items, then `completed`. If the answer was cut off or empty, throws after the items that can be trusted. An empty
   * answer is fine after tool results, but not after a question.
   */
  *finish({ mayBeEmpty }: { readonly mayBeEmpty: boolean }): Generator<ResponseEvent, void> {
    const cutOff = whyCutOff(this.#finishReason);
    // The arguments of a truncated call are not what the model meant.
    const items = cutOff === undefined ? [...this.#words(), ...this.#callItems()] : this.#words();
    const answer = `chat_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
    for (const [position, item] of items.entries()) {
      yield { type: "output-item-done", item: { ...item, id: `${answer}_${position}` } };
    }
    if (cutOff !== undefined) throw cutOff;
    if (!mayBeEmpty && items.every(({ type }) => type === "reasoning")) {
      throw streamDisconnected(`the model's answer was empty${items.length === 0 ? "" : ": it only reasoned"}`);
    }
    yield { type: "completed", responseId: "", tokenUsage: this.#usage };
  }

  #words(): AnswerItem[] {
    const reasoning: AnswerItem = {
      type: "reasoning",
      id: "",
      summary: [],
      content: [{ type: "reasoning_text", text: this.#reasoning }],
    };
    const message: AnswerItem = {
      type: "message",
      role: "assistant",
      content: [{ type: "output_text", text: this.#text }],
    };
    return [...(this.#reasoning === "" ? [] : [reasoning]), ...(this.#text === "" ? [] : [message])];
  }

  #callItems(): AnswerItem[] {
    const unique = new UniqueCalls();
    const reasoning = { field: this.#reasoningField ?? "reasoning_content", details: this.#reasoningDetails } as const;
    return this.#calls.finished().flatMap(({ index: _, id, extra_content, ...said }, position) => {
      const extra = position === 0 ? withReasoning(extra_content, reasoning) : extra_content;
      const call = unique.settle({ type: "function_call", ...said, extra_content: extra, call_id: id });
      return call?.type === "function_call" ? [call] : [];
    });
  }

  /** No real answer is this long; an endless one must not exhaust memory. */
  #keep(text: string): string {
    this.#characters += text.length + 1;
    if (this.#characters > MAX_CHARACTERS) throw streamDisconnected("the server's answer does not end");
    return text;
  }

  /** A whole message counts only if nothing was streamed: some servers repeat everything at the end. */
  #addDelta(delta: unknown, message: unknown): ResponseEvent[] {
    const streamed = this.#text !== "" || this.#reasoning !== "" || this.#hasCalls;
    const added = isJsonObject(delta) && Object.keys(delta).length > 0 ? delta : streamed ? undefined : message;
    if (!isJsonObject(added)) return [];
    const events: ResponseEvent[] = [];
    const { text, reasoning, reasoningField } = readChatContent(added);
    this.#reasoningField ??= reasoningField;
    const { reasoning_details: details } = added;
    if (details !== undefined) this.#keep(JSON.stringify(details));
    addDetails(this.#reasoningDetails, details);
    if (text !== "") {
      this.#text += this.#keep(text);
      events.push({ type: "output-text-delta", delta: text });
    }
    if (reasoning !== "") {
      this.#reasoning += this.#keep(reasoning);
      events.push({ type: "reasoning-content-delta", delta: reasoning });
    }
    for (const piece of callPieces(added)) {
      this.#keep(JSON.stringify(piece) ?? "");
      this.#hasCalls = true;
      this.#calls.add(piece);
    }
    return events;
  }
}

/** Whether a chunk has content: some servers keep the stream open with empty ones. */
export function isSignOfLife(payload: SsePayload): boolean {
  if (payload === "[DONE]") return true;
  const choice = choiceOf(payload);
  if (choice === undefined) return isJsonObject(payload["usage"]) || payload["error"] !== undefined;
  const { delta, message, finish_reason: reason } = choice;
  const said = isJsonObject(delta) ? delta : isJsonObject(message) ? message : {};
  const { text, reasoning } = readChatContent(said);
  return text !== "" || reasoning !== "" || callPieces(said).length > 0 || typeof reason === "string";
}

function choiceOf(payload: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const choice: unknown = Array.isArray(payload["choices"]) ? payload["choices"][0] : undefined;
  return isJsonObject(choice) ? choice : undefined;
}

/** `function_call` is the older form, for a single call. */
function callPieces(delta: Readonly<Record<string, unknown>>): unknown[] {
  const { tool_calls: calls, function_call: old } = delta;
  if (Array.isArray(calls)) return calls;
  if (isJsonObject(calls)) return [calls];
  return isJsonObject(old) ? [{ index: 0, function: old }] : [];
}

// Differs from codex-rs, which treats a truncated answer, including call arguments, as complete.
function whyCutOff(reason: string | undefined): CodexError | undefined {
  switch (reason?.toLowerCase()) {
    case "length":
    case "max_tokens":
    case "max_output_tokens":
    case "model_length":
      return incomplete("it reached the limit of output tokens");
    case "content_filter":
    case "safety":
    case "sensitive":
      return incomplete("the provider's content filter stopped it");
    case "error":
    case "network_error":
    case "insufficient_system_resource":
    case "abort":
      return streamDisconnected(`the server ended the answer with finish_reason "${reason}"`);
    default:
      return undefined;
  }
}

function incomplete(why: string): CodexError {
  return new CodexError("request-invalid", `The model stopped before its answer was complete: ${why}`);
}

function usageOf(usage: unknown): TokenUsage | undefined {
  if (!isJsonObject(usage)) return undefined;
  const input = tokenCount(usage["prompt_tokens"]);
  const output = tokenCount(usage["completion_tokens"]);
  if (input === undefined || output === undefined) return undefined;
  const inputDetails = usage["prompt_tokens_details"];
  const outputDetails = usage["completion_tokens_details"];
  return {
    input_tokens: input,
    cached_input_tokens: isJsonObject(inputDetails) ? tokenCount(inputDetails["cached_tokens"]) : undefined,
    output_tokens: output,
    reasoning_output_tokens: isJsonObject(outputDetails) ? tokenCount(outputDetails["reasoning_tokens"]) : undefined,
    total_tokens: tokenCount(usage["total_tokens"]) ?? input + output,
  };
}
