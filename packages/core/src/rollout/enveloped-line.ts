import { type ResponseItem, ResponseItemSchema, TokenUsageSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { summaryItem } from "./flat-line.js";
import { parseItem } from "./item-schema.js";
import { parseReferenceItem } from "./parse-reference-item.js";
import type { ParsedLine, RolloutLine } from "./parse-rollout-line.js";
import { parseTurnContext } from "./saved-settings.js";
import { parseSessionMeta } from "./session-meta.js";

/** Ours, for items that the reference has no words for. */
export const ITEM_LINE = "thread_item";

const EnvelopeSchema = z.object({
  timestamp: z.string(),
  /** Absent in the first versions of the format. */
  ordinal: z.catch(z.optional(z.int()), undefined),
  type: z.string(),
  payload: z.looseObject({}),
});
type Payload = z.infer<typeof EnvelopeSchema>["payload"];

/** Reads a line of the form `{timestamp, type, payload}`; undefined for any other. */
export function parseEnvelopedLine(value: unknown): ParsedLine | undefined {
  const envelope = EnvelopeSchema.safeParse(value).data;
  if (envelope === undefined) return undefined;
  const { timestamp, ordinal, type, payload } = envelope;
  const at = Date.parse(timestamp) || undefined;
  return { format: "enveloped", ordinal, at, line: lineOf(type, payload, at ?? 0) };
}

const PASSED_OVER: RolloutLine = { type: "passed-over" };

function lineOf(type: string, payload: Payload, at: number): RolloutLine {
  switch (type) {
    case "session_meta": {
      const meta = parseSessionMeta(payload);
      return meta === undefined ? { type: "unusable", reason: "does not say its session" } : { type: "meta", meta };
    }
    case "response_item": {
      const item = parseModelItem(payload);
      return item === undefined ? PASSED_OVER : { type: "model-item", item };
    }
    case "compacted":
      return compactionOf(payload);
    case "turn_context":
      return settingsOf(payload);
    case "token_usage_record":
      return usageOf(payload["thread_token_usage"]);
    case "event_msg":
      return eventOf(payload, at);
    case ITEM_LINE: {
      const item = parseItem(payload["item"]);
      return item === undefined ? PASSED_OVER : { type: "item", item };
    }
    default:
      return PASSED_OVER;
  }
}

function eventOf(payload: Payload, at: number): RolloutLine {
  switch (payload["type"]) {
    case "task_started":
    case "task_complete":
    case "turn_aborted":
      return turnOf(payload["type"], payload, at);
    case "item_completed":
      return itemOf(payload, at);
    case "thread_settings_applied":
      return settingsOf(payload["thread_settings"]);
    case "token_count":
      return usageOf(z.object({ total_token_usage: z.unknown() }).safeParse(payload["info"]).data?.total_token_usage);
    case "user_message": {
      const text = payload["message"];
      return typeof text === "string" ? { type: "user-message", text } : PASSED_OVER;
    }
    default:
      return PASSED_OVER;
  }
}

/** An item of the transcript; undefined for kinds that we do not send to a model. */
function parseModelItem(value: unknown): ResponseItem | undefined {
  const item = ResponseItemSchema.safeParse(value).data;
  return item?.type === "other" ? undefined : item;
}

const CompactedSchema = z.object({
  message: z.catch(z.string(), ""),
  replacement_history: z.catch(z.optional(z.array(z.unknown())), undefined),
  /** Ours. */
  carried: z.optional(z.unknown()),
});

function compactionOf(payload: Payload): RolloutLine {
  const { message, replacement_history: items, carried } = CompactedSchema.parse(payload);
  const history = items?.flatMap((item) => parseModelItem(item) ?? []) ?? [summaryItem(message)];
  return { type: "compaction", history, carried };
}

function settingsOf(payload: unknown): RolloutLine {
  const settings = parseTurnContext(payload);
  return settings === undefined ? PASSED_OVER : { type: "settings", settings };
}

function usageOf(value: unknown): RolloutLine {
  const usage = TokenUsageSchema.safeParse(value).data;
  if (usage === undefined) return PASSED_OVER;
  const total = {
    inputTokens: usage.input_tokens,
    cachedInputTokens: usage.cached_input_tokens,
    outputTokens: usage.output_tokens,
    reasoningOutputTokens: usage.reasoning_output_tokens,
    totalTokens: usage.total_tokens,
  };
  return { type: "usage", total };
}

const TurnEventSchema = z.object({
  turn_id: z.string(),
  /** Seconds since 1970. */
  started_at: z.catch(z.optional(z.number()), undefined),
  completed_at: z.catch(z.optional(z.number()), undefined),
  duration_ms: z.catch(z.optional(z.number()), undefined),
  model_context_window: z.catch(z.optional(z.number()), undefined),
  last_agent_message: z.catch(z.optional(z.string()), undefined),
  error: z.catch(z.optional(z.object({ message: z.string() })), undefined),
  reason: z.catch(z.optional(z.string()), undefined),
});

function turnOf(type: "task_started" | "task_complete" | "turn_aborted", payload: Payload, at: number): RolloutLine {
  const event = TurnEventSchema.safeParse(payload).data;
  if (event === undefined) return PASSED_OVER;
  const startedAt = event.started_at === undefined ? at - (event.duration_ms ?? 0) : event.started_at * 1000;
  const turn = { id: event.turn_id, kind: "input", startedAt, contextWindow: event.model_context_window } as const;
  if (type === "task_started") return { type: "turn-started", turn: { ...turn, status: "running" } };
  const ended = { ...turn, endedAt: event.duration_ms === undefined ? at : startedAt + event.duration_ms };
  if (type === "turn_aborted") {
    const interruption = event.reason === "replaced" ? "replaced" : "interrupted";
    return { type: "turn-ended", turn: { ...ended, status: "interrupted", interruption } };
  }
  if (event.error !== undefined) {
    const error = { code: "internal", message: event.error.message } as const;
    return { type: "turn-ended", turn: { ...ended, status: "failed", error } };
  }
  return { type: "turn-ended", turn: { ...ended, status: "completed", finalMessage: event.last_agent_message } };
}

const ItemEventSchema = z.object({
  turn_id: z.string(),
  item: z.unknown(),
  started_at_ms: z.catch(z.optional(z.number()), undefined),
  completed_at_ms: z.catch(z.optional(z.number()), undefined),
});

function itemOf(payload: Payload, at: number): RolloutLine {
  const event = ItemEventSchema.safeParse(payload).data;
  if (event === undefined) return PASSED_OVER;
  const endedAt = event.completed_at_ms ?? at;
  const place = { turnId: event.turn_id, startedAt: event.started_at_ms ?? endedAt, endedAt };
  const item = parseReferenceItem(event.item, place);
  return item === undefined ? PASSED_OVER : { type: "item", item };
}
