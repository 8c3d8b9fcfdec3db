import type { TokenUsage } from "@codex/protocol";
import { CodexError } from "../../error.js";
import type { WebSearchAction } from "../../items/call-items.js";
import { finalError, parseApiError } from "../api-error.js";
import { streamDisconnected } from "../http/read-chunks.js";
import { retryAfterTextMs } from "../http/retry-delay.js";
import { isObject, type SsePayload } from "../http/sse.js";
import type { ResponseEvent } from "../model-client.js";
import { tokenCount } from "../token-count.js";

/**
 * Turns the API's events into ours; `undefined` for those that say nothing new. Throws `CodexError` for a failed response.
 * Deltas come by the ten thousand, so only finished items are checked against a schema.
 */
export type ResponsesEventReader = (payload: SsePayload) => ResponseEvent | undefined;

export async function createResponsesEventReader(): Promise<ResponsesEventReader> {
  const { ResponseItemSchema } = await import("@codex/protocol");
  return (payload) => {
    if (payload === "[DONE]") return undefined;
    switch (payload["type"]) {
      case "response.output_text.delta":
        return deltaEvent("output-text-delta", payload);
      case "response.reasoning_summary_text.delta":
        return deltaEvent("reasoning-summary-delta", payload);
      case "response.reasoning_text.delta":
        return deltaEvent("reasoning-content-delta", payload);
      case "response.reasoning_summary_part.added":
        return { type: "reasoning-summary-part-added", itemId: itemIdOf(payload) };
      case "response.output_item.added":
        return itemBegin(payload["item"]);
      case "response.output_item.done": {
        const search = webSearchEnd(payload["item"]);
        if (search !== undefined) return search;
        const item = ResponseItemSchema.safeParse(payload["item"]);
        return item.success
          ? { type: "output-item-done", item: item.data, phase: phaseOf(payload["item"]) }
          : undefined;
      }
      case "response.created":
        return isObject(payload["response"]) ? { type: "created" } : undefined;
      case "response.completed":
        return completed(payload["response"]);
      case "response.failed":
        throw failedResponse(isObject(payload["response"]) ? payload["response"]["error"] : undefined);
      case "response.incomplete":
        throw incomplete(payload["response"]);
      case "error":
        throw failedResponse(payload["error"] ?? payload);
      default:
        return undefined;
    }
  };
}

type DeltaType = "output-text-delta" | "reasoning-summary-delta" | "reasoning-content-delta";

function deltaEvent(type: DeltaType, payload: Readonly<Record<string, unknown>>): ResponseEvent | undefined {
  const delta = payload["delta"];
  return typeof delta === "string" ? { type, delta, itemId: itemIdOf(payload) } : undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const itemIdOf = (payload: Readonly<Record<string, unknown>>): string | undefined => textOf(payload["item_id"]);

function itemBegin(item: unknown): ResponseEvent | undefined {
  if (!isObject(item)) return undefined;
  const id = textOf(item["id"]);
  switch (item["type"]) {
    case "message":
    case "reasoning":
      return { type: "output-item-begin", itemType: item["type"], itemId: id };
    case "web_search_call": {
      const query = isObject(item["action"]) ? textOf(item["action"]["query"]) : undefined;
      return { type: "web-search-call-begin", callId: id ?? "", query };
    }
    default:
      return undefined;
  }
}

function webSearchEnd(item: unknown): ResponseEvent | undefined {
  if (!isObject(item) || item["type"] !== "web_search_call") return undefined;
  return { type: "web-search-call-end", callId: textOf(item["id"]) ?? "", action: searchAction(item["action"]) };
}

function searchAction(action: unknown): WebSearchAction | undefined {
  if (!isObject(action)) return undefined;
  const { query, queries, url, pattern } = action;
  switch (action["type"]) {
    case "search": {
      const all = Array.isArray(queries) ? queries.filter((one) => typeof one === "string") : undefined;
      return { type: "search", query: textOf(query), queries: all };
    }
    case "open_page":
      return { type: "open-page", url: textOf(url) };
    case "find_in_page":
    case "find":
      return { type: "find-in-page", url: textOf(url), pattern: textOf(pattern) };
    default:
      return { type: "other" };
  }
}

function phaseOf(item: unknown): "commentary" | "final-answer" | undefined {
  const phase = isObject(item) ? item["phase"] : undefined;
  return phase === "commentary" ? phase : phase === "final_answer" ? "final-answer" : undefined;
}

function completed(response: unknown): ResponseEvent | undefined {
  if (!isObject(response) || typeof response["id"] !== "string") return undefined;
  return { type: "completed", responseId: response["id"], tokenUsage: tokenUsageOf(response["usage"]) };
}

function tokenUsageOf(usage: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
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
  return isObject(details) ? tokenCount(details[name]) : undefined;
}

/** The error for the `error` object of a stream. */
export function failedResponse(value: unknown): CodexError {
  const error = parseApiError(value, Date.now());
  const message = error.message ?? "response.failed event received";
  const retryAfterMs = retryAfterTextMs(message);
  return finalError(error) ?? streamDisconnected(message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

function incomplete(response: unknown): CodexError {
  const details = isObject(response) ? response["incomplete_details"] : undefined;
  const reason = isObject(details) && typeof details["reason"] === "string" ? details["reason"] : "unknown";
  return new CodexError("request-invalid", `The model stopped before its answer was complete: ${reason}`);
}
