import type { ResponseItemSchema, TokenUsage } from "@codex/protocol";
import { CodexError } from "../../error.js";
import { GrowingText } from "../../items/growing-text.js";
import { isJsonObject, type JsonObject } from "../../json.js";
import { excerpt } from "../excerpt.js";
import { failedResponse } from "../failed-response.js";
import { streamDisconnected } from "../http/read-chunks.js";
import { type SsePayload, textOf } from "../http/sse.js";
import type { ResponseEvent } from "../model-client.js";
import { tokenCount } from "../token-count.js";
import { UniqueCalls } from "../unique-calls.js";
import { repairResponseItem } from "./repair-response-item.js";
import { UnfinishedCalls } from "./unfinished-calls.js";
import { webSearchBegin, webSearchEnd } from "./web-search-event.js";

/** Further deltas are dropped. */
const MAX_UNFINISHED_CHARACTERS = 32 * 1024 * 1024;

/**
 * Converts the API's events to ours. Throws `CodexError` for a failed response, and for an item that cannot be parsed, because no
 * part of the answer may be lost. There can be ten thousands of deltas, so only finished items are validated with a schema.
 */
export class ResponsesEventReader {
  readonly #itemSchema: typeof ResponseItemSchema;
  readonly #unique = new UniqueCalls();
  readonly #unfinishedCalls = new UnfinishedCalls();
  /** Message text since the last finished message: some gateways finish none. */
  #unfinished = new GrowingText();
  /** The types of finished items, and the ids of calls. */
  readonly #seen = new Set<unknown>();

  constructor(itemSchema: typeof ResponseItemSchema) {
    this.#itemSchema = itemSchema;
  }

  read(payload: SsePayload): readonly ResponseEvent[] {
    if (payload === "[DONE]") return [];
    switch (payload["type"] ?? typeOfWholeResponse(payload)) {
      case "response.output_text.delta":
      case "response.refusal.delta":
        return this.#messageDelta(payload);
      case "response.reasoning_summary_text.delta":
        return deltaEvent("reasoning-summary-delta", payload);
      case "response.reasoning_text.delta":
        return deltaEvent("reasoning-content-delta", payload);
      case "response.reasoning_summary_part.added":
        return [{ type: "reasoning-summary-part-added", itemId: itemIdOf(payload) }];
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        this.#unfinishedCalls.add(payload["item_id"], payload["delta"]);
        return [];
      case "response.output_item.added":
        this.#unfinishedCalls.begin(payload["item"]);
        return itemBegin(payload["item"]);
      case "response.output_item.done":
        return this.#itemDone(payload["item"]);
      case "response.created":
        return isJsonObject(payload["response"]) ? [{ type: "created" }] : [];
      case "response.completed":
      case "response.done":
        return this.#streamDone(payload["response"]);
      case "response.failed":
        throw failedResponse(errorIn(payload["response"]) ?? errorIn(payload));
      case "response.incomplete":
        throw incomplete(payload["response"]);
      case "response.cancelled":
        throw streamDisconnected("the server cancelled its answer");
      case "error":
      case "response.error":
        throw failedResponse(payload["error"] ?? payload["detail"] ?? payload);
      case WHOLE_RESPONSE:
        return this.#wholeResponse(payload);
      default:
        return [];
    }
  }

  #messageDelta(payload: JsonObject): ResponseEvent[] {
    const events = deltaEvent("output-text-delta", payload);
    if (this.#unfinished.length < MAX_UNFINISHED_CHARACTERS) this.#unfinished.add(textOf(payload["delta"]) ?? "");
    return events;
  }

  #itemDone(value: unknown): ResponseEvent[] {
    if (value === null || value === undefined) return [];
    const searched = isJsonObject(value) && value["type"] === "web_search_call" ? [webSearchEnd(value)] : [];
    const parsed = this.#itemSchema.safeParse(repairResponseItem(value));
    if (!parsed.success) throw streamDisconnected(`the server sent an item that cannot be read: ${excerpt(value)}`);
    this.#seen.add(parsed.data.type);
    if ("call_id" in parsed.data) this.#seen.add(callIdOf(value));
    this.#unfinishedCalls.finish(value);
    if (parsed.data.type === "message") this.#unfinished = new GrowingText();
    const item = this.#unique.settle(parsed.data);
    return item === undefined ? [] : [...searched, { type: "output-item-done", item, phase: phaseOf(value) }];
  }

  /** Differs from codex-rs, which loses messages and calls that are never finished, and reports success. */
  #streamDone(response: unknown): ResponseEvent[] {
    const failure = failureOf(response);
    if (failure !== undefined) throw failure;
    // Some gateways send items only here.
    const items = this.#itemsDone(response);
    const text = this.#unfinished.toString();
    if (text !== "") items.push(...this.#itemDone({ type: "message", content: text }));
    for (const call of this.#unfinishedCalls.take()) items.push(...this.#itemDone(call));
    return [...items, completed(response)];
  }

  #wholeResponse(response: JsonObject): ResponseEvent[] {
    const failure = failureOf(response);
    if (failure !== undefined) throw failure;
    return [...this.#itemsDone(response), completed(response)];
  }

  #itemsDone(response: unknown): ResponseEvent[] {
    const output = isJsonObject(response) ? response["output"] : undefined;
    const missing = Array.isArray(output) ? output.filter((item) => !this.#isKnown(item)) : [];
    return missing.flatMap((item) => this.#itemDone(item));
  }

  /** Whether a completed response only repeats the item. After the first item, only calls and a missing message are new. */
  #isKnown(item: unknown): boolean {
    if (this.#seen.size === 0) return false;
    if (isJsonObject(item) && item["type"] === "message") return this.#seen.has("message");
    // Without an id, it cannot be told from those that have run.
    return callIdOf(item) === undefined || this.#seen.has(undefined) || this.#seen.has(callIdOf(item));
  }
}

const WHOLE_RESPONSE = "response";

/** The answer of a server that does not stream, or that fails after a success status. */
function typeOfWholeResponse(payload: JsonObject): string | undefined {
  if (payload["object"] === WHOLE_RESPONSE) return WHOLE_RESPONSE;
  const says = payload["error"] ?? payload["detail"] ?? payload["message"];
  return says === undefined || says === null ? undefined : "error";
}

/** Events that only confirm the request: a working model eventually produces others. */
const WAITING = new Set<unknown>(["response.created", "response.queued", "response.in_progress", "ping", "keepalive"]);

export function isSignOfLife(payload: SsePayload): boolean {
  return payload === "[DONE]" || !WAITING.has(payload["type"]);
}

function callIdOf(item: unknown): string | undefined {
  const id = isJsonObject(item) ? item["call_id"] : undefined;
  return typeof id === "string" && id !== "" ? id : undefined;
}

type DeltaType = "output-text-delta" | "reasoning-summary-delta" | "reasoning-content-delta";

function deltaEvent(type: DeltaType, payload: JsonObject): ResponseEvent[] {
  const delta = payload["delta"];
  return typeof delta === "string" ? [{ type, delta, itemId: itemIdOf(payload) }] : [];
}

const itemIdOf = (payload: JsonObject): string | undefined => textOf(payload["item_id"]);

function itemBegin(item: unknown): ResponseEvent[] {
  if (!isJsonObject(item)) return [];
  switch (item["type"]) {
    case "message":
    case "reasoning":
      return [{ type: "output-item-begin", itemType: item["type"], itemId: textOf(item["id"]) }];
    case "web_search_call":
      return [webSearchBegin(item)];
    default:
      return [];
  }
}

function phaseOf(item: unknown): "commentary" | "final-answer" | undefined {
  const phase = isJsonObject(item) ? item["phase"] : undefined;
  return phase === "commentary" ? phase : phase === "final_answer" ? "final-answer" : undefined;
}

/** Gateways omit fields that they do not need: the event itself means that the answer is complete. */
function completed(response: unknown): ResponseEvent {
  const { id, usage } = isJsonObject(response) ? response : {};
  return { type: "completed", responseId: textOf(id) ?? "", tokenUsage: tokenUsageOf(usage) };
}

function tokenUsageOf(usage: unknown): TokenUsage | undefined {
  if (!isJsonObject(usage)) return undefined;
  const input = tokenCount(usage["input_tokens"]);
  const output = tokenCount(usage["output_tokens"]);
  if (input === undefined || output === undefined) return undefined;
  return {
    input_tokens: input,
    cached_input_tokens: detailOf(usage["input_tokens_details"], "cached_tokens"),
    output_tokens: output,
    reasoning_output_tokens: detailOf(usage["output_tokens_details"], "reasoning_tokens"),
    total_tokens: tokenCount(usage["total_tokens"]) ?? input + output,
  };
}

function detailOf(details: unknown, name: string): number | undefined {
  return isJsonObject(details) ? tokenCount(details[name]) : undefined;
}

/** A server may report a failure in an event that says otherwise. */
function failureOf(response: unknown): CodexError | undefined {
  switch (isJsonObject(response) ? response["status"] : undefined) {
    case "failed":
      return failedResponse(errorIn(response));
    case "incomplete":
      return incomplete(response);
    default:
      return undefined;
  }
}

/** Realtime servers put the error into the details of the status. */
function errorIn(response: unknown): unknown {
  if (!isJsonObject(response)) return undefined;
  const { error, status_details: details } = response;
  return error ?? (isJsonObject(details) ? details["error"] : undefined) ?? undefined;
}

function incomplete(response: unknown): CodexError {
  const details = isJsonObject(response) ? response["incomplete_details"] : undefined;
  const reason = isJsonObject(details) && typeof details["reason"] === "string" ? details["reason"] : "unknown";
  return new CodexError("request-invalid", `The model stopped before its answer was complete: ${reason}`);
}
