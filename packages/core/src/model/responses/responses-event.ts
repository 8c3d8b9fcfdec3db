import type { TokenUsage } from "@codex/protocol";
import { CodexError } from "../../error.js";
import { GrowingText } from "../../items/growing-text.js";
import { isJsonObject } from "../../json.js";
import { finalError, isOverloaded, parseApiError, serverCode } from "../api-error.js";
import { streamDisconnected } from "../http/read-chunks.js";
import { retryAfterTextMs } from "../http/retry-delay.js";
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
export type ResponsesEventReader = (payload: SsePayload) => readonly ResponseEvent[];

export async function createResponsesEventReader(): Promise<ResponsesEventReader> {
  const { ResponseItemSchema } = await import("@codex/protocol");
  const unique = new UniqueCalls();
  let hasItems = false;
  /** Message text since the last finished message: some gateways finish none. */
  let unfinished = new GrowingText();
  const unfinishedCalls = new UnfinishedCalls();
  const itemDone = (value: unknown): ResponseEvent[] => {
    if (value === null || value === undefined) return [];
    const searched = isJsonObject(value) && value["type"] === "web_search_call" ? [webSearchEnd(value)] : [];
    const parsed = ResponseItemSchema.safeParse(repairResponseItem(value));
    if (!parsed.success) throw streamDisconnected(`the server sent an item that cannot be read: ${excerpt(value)}`);
    hasItems = true;
    unfinishedCalls.finish(value);
    if (parsed.data.type === "message") unfinished = new GrowingText();
    const item = unique.settle(parsed.data);
    return item === undefined ? [] : [...searched, { type: "output-item-done", item, phase: phaseOf(value) }];
  };
  return (payload) => {
    if (payload === "[DONE]") return [];
    switch (payload["type"] ?? typeOfWholeResponse(payload)) {
      case "response.output_text.delta":
      case "response.refusal.delta": {
        const events = deltaEvent("output-text-delta", payload);
        if (unfinished.length < MAX_UNFINISHED_CHARACTERS) unfinished.add(textOf(payload["delta"]) ?? "");
        return events;
      }
      case "response.reasoning_summary_text.delta":
        return deltaEvent("reasoning-summary-delta", payload);
      case "response.reasoning_text.delta":
        return deltaEvent("reasoning-content-delta", payload);
      case "response.reasoning_summary_part.added":
        return [{ type: "reasoning-summary-part-added", itemId: itemIdOf(payload) }];
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        unfinishedCalls.add(payload["item_id"], payload["delta"]);
        return [];
      case "response.output_item.added":
        unfinishedCalls.begin(payload["item"]);
        return itemBegin(payload["item"]);
      case "response.output_item.done":
        return itemDone(payload["item"]);
      case "response.created":
        return isJsonObject(payload["response"]) ? [{ type: "created" }] : [];
      case "response.completed":
      case "response.done": {
        const response = payload["response"];
        // Some gateways send the items only here.
        const output =
          isJsonObject(response) && !hasItems && Array.isArray(response["output"]) ? response["output"] : [];
        const items = output.flatMap(itemDone);
        // Differs from codex-rs, which loses messages and calls that are never finished, and reports success.
        if (unfinished.length > 0) items.push(...itemDone({ type: "message", content: unfinished.toString() }));
        items.push(...unfinishedCalls.take().flatMap(itemDone));
        return [...items, completed(response)];
      }
      case "response.failed":
        throw failedResponse(isJsonObject(payload["response"]) ? payload["response"]["error"] : undefined);
      case "response.incomplete":
        throw incomplete(payload["response"]);
      case "error":
        throw failedResponse(payload["error"] ?? payload["detail"] ?? payload);
      case WHOLE_RESPONSE: {
        const output = Array.isArray(payload["output"]) ? payload["output"] : [];
        if (payload["status"] === "failed") throw failedResponse(payload["error"]);
        if (payload["status"] === "incomplete") throw incomplete(payload);
        return [...output.flatMap(itemDone), completed(payload)];
      }
      default:
        return [];
    }
  };
}

const WHOLE_RESPONSE = "response";

/** The answer of a server that does not stream, or that fails after a success status. */
function typeOfWholeResponse(payload: Readonly<Record<string, unknown>>): string | undefined {
  if (payload["object"] === WHOLE_RESPONSE) return WHOLE_RESPONSE;
  const says = payload["error"] ?? payload["detail"] ?? payload["message"];
  return says === undefined || says === null ? undefined : "error";
}

/** Events that only confirm the request: a working model eventually produces others. */
const WAITING = new Set<unknown>(["response.created", "response.queued", "response.in_progress", "ping", "keepalive"]);

export function isSignOfLife(payload: SsePayload): boolean {
  return payload === "[DONE]" || !WAITING.has(payload["type"]);
}

function excerpt(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 200);
}

type DeltaType = "output-text-delta" | "reasoning-summary-delta" | "reasoning-content-delta";

function deltaEvent(type: DeltaType, payload: Readonly<Record<string, unknown>>): ResponseEvent[] {
  const delta = payload["delta"];
  return typeof delta === "string" ? [{ type, delta, itemId: itemIdOf(payload) }] : [];
}

const itemIdOf = (payload: Readonly<Record<string, unknown>>): string | undefined => textOf(payload["item_id"]);

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

/** The error for a stream's `error` object. */
export function failedResponse(value: unknown): CodexError {
  const error = parseApiError(value, Date.now());
  const message = error.message ?? "response.failed event received";
  const retryAfterMs = retryAfterTextMs(message);
  const wait = { ...serverCode(error), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (isOverloaded(error))
    return new CodexError("server-overloaded", `the model's server is overloaded: ${message}`, wait);
  return (
    finalError(error) ??
    streamDisconnected(message, {
      ...wait,
      // The HTTP status that the server would have sent if it had known in time.
      ...(error.code === "rate_limit_exceeded" ? { status: 429 } : {}),
    })
  );
}

function incomplete(response: unknown): CodexError {
  const details = isJsonObject(response) ? response["incomplete_details"] : undefined;
  const reason = isJsonObject(details) && typeof details["reason"] === "string" ? details["reason"] : "unknown";
  return new CodexError("request-invalid", `The model stopped before its answer was complete: ${reason}`);
}
