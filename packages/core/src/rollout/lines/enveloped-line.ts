import { type ResponseItem, ResponseItemSchema, TokenUsageSchema } from "@codex/protocol";
import * as z from "zod/mini";
import type { TokenUsage } from "../../items/token-usage.js";
import type { TurnInfo } from "../../items/turn.js";
import { parseTurnContext } from "../saved-settings.js";
import { parseItem } from "../schemas/item-schema.js";
import { PidSchema, parseTurn } from "../schemas/turn-schema.js";
import { WaitingSchema } from "../schemas/user-input-schema.js";
import { parseSessionMeta } from "../session-meta.js";
import { loneSummary } from "../summary-item.js";
import { withFieldDifferences } from "./field-differences.js";
import { type CompletedPlace, parseReferenceItem } from "./parse-reference-item.js";
import { parseErrorInfo } from "./reference-error.js";
import { parseReferenceReview } from "./reference-review.js";
import type { ItemLine, ParsedLine, RolloutLine } from "./rollout-line.js";

/** Ours, for items that the reference format cannot express. */
export const ITEM_LINE = "thread_item";
/** Ours, for input that the model has not received yet. */
export const INPUT_LINE = "thread_input";
/** Ours, for a revert in files without ordinals. */
export const REVERT_LINE = "thread_revert";

const optionalNumber = z.catch(z.optional(z.number()), undefined);
const optionalText = z.catch(z.optional(z.string()), undefined);

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
      return item === undefined ? PASSED_OVER : { type: "model-item", item, turnId: turnOfItem(payload) };
    }
    case "compacted":
      return compactionOf(payload);
    case "turn_context":
      return settingsOf(payload);
    case "token_usage_record":
      return usageLine(payload["thread_token_usage"], payload["usage"]);
    case "event_msg":
      return eventOf(payload, at);
    case REVERT_LINE: {
      const { beforeTurnId } = payload;
      return typeof beforeTurnId === "string" ? { type: "revert", beforeTurnId } : PASSED_OVER;
    }
    case ITEM_LINE: {
      const { item, place } = OwnItemSchema.parse(payload);
      return item === undefined ? PASSED_OVER : { type: "item", item, place };
    }
    case INPUT_LINE: {
      const { waiting, taken } = OwnInputSchema.parse(payload);
      if (waiting !== undefined) return { type: "input-waiting", ...waiting };
      return taken === undefined ? PASSED_OVER : { type: "input-taken", id: taken };
    }
    default:
      return PASSED_OVER;
  }
}

const OwnInputSchema = z.object({
  waiting: z.catch(z.optional(WaitingSchema), undefined),
  taken: optionalText,
});

const OwnItemSchema = z.object({ item: z.pipe(z.unknown(), z.transform(parseItem)), place: optionalNumber });

function eventOf(payload: Payload, at: number): RolloutLine {
  switch (payload["type"]) {
    case "task_started":
    case "task_complete":
    case "turn_aborted":
      return turnOf(payload, at);
    case "item_completed": {
      const record = parseItemEvent(payload, at);
      return record === undefined ? (reviewLine(payload, at) ?? PASSED_OVER) : { type: "item", ...record };
    }
    case "thread_settings_applied":
      return settingsOf(payload["thread_settings"]);
    case "token_count": {
      const info = TokenInfoSchema.safeParse(payload["info"]).data;
      return usageLine(info?.total_token_usage, info?.last_token_usage);
    }
    case "thread_rolled_back": {
      const turns = z.int().check(z.positive()).safeParse(payload["num_turns"]).data;
      return turns === undefined ? PASSED_OVER : { type: "rolled-back", turns };
    }
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

const ItemTurnSchema = z.object({ internal_chat_message_metadata_passthrough: z.object({ turn_id: z.string() }) });

function turnOfItem(payload: Payload): string | undefined {
  if (payload["internal_chat_message_metadata_passthrough"] === undefined) return undefined;
  return ItemTurnSchema.safeParse(payload).data?.internal_chat_message_metadata_passthrough.turn_id;
}

const CompactedSchema = z.object({
  message: z.catch(z.string(), ""),
  replacement_history: z.catch(z.optional(z.array(z.unknown())), undefined),
  /** Ours. */
  carried: z.optional(z.unknown()),
});

function compactionOf(payload: Payload): RolloutLine {
  const { message, replacement_history: items, carried } = CompactedSchema.parse(payload);
  const history = items?.flatMap((item) => parseModelItem(item) ?? []) ?? [loneSummary(message)];
  return { type: "compaction", history, carried };
}

function settingsOf(payload: unknown): RolloutLine {
  const settings = parseTurnContext(payload);
  return settings === undefined ? PASSED_OVER : { type: "settings", settings };
}

const TokenInfoSchema = z.object({
  total_token_usage: z.optional(z.unknown()),
  last_token_usage: z.optional(z.unknown()),
});

function usageLine(ofThread: unknown, ofRequest: unknown): RolloutLine {
  const total = usageOf(ofThread);
  return total === undefined ? PASSED_OVER : { type: "usage", total, last: usageOf(ofRequest) };
}

function usageOf(value: unknown): TokenUsage | undefined {
  const usage = TokenUsageSchema.safeParse(value).data;
  return (
    usage && {
      inputTokens: usage.input_tokens,
      cachedInputTokens: usage.cached_input_tokens,
      outputTokens: usage.output_tokens,
      reasoningOutputTokens: usage.reasoning_output_tokens,
      totalTokens: usage.total_tokens,
    }
  );
}

const TURN_EVENTS = ["task_started", "task_complete", "turn_aborted"] as const;
export type TurnEventType = (typeof TURN_EVENTS)[number];

const TurnEventSchema = z.object({
  type: z.enum(TURN_EVENTS),
  turn_id: z.string(),
  root_turn_id: optionalText,
  /** Seconds since 1970. */
  started_at: optionalNumber,
  duration_ms: optionalNumber,
  model_context_window: optionalNumber,
  last_agent_message: optionalText,
  error: z.catch(z.optional(z.object({ message: z.string(), codex_error_info: z.optional(z.unknown()) })), undefined),
  reason: optionalText,
  /** Ours: what the other fields do not say. */
  own: z.optional(z.unknown()),
});
type TurnEvent = z.infer<typeof TurnEventSchema>;

function turnOf(payload: Payload, at: number): RolloutLine {
  const turn = parseTurnEvent(payload, at);
  if (turn === undefined) return PASSED_OVER;
  if (turn.status !== "running") return { type: "turn-ended", turn };
  return { type: "turn-started", turn, pid: PidSchema.parse(payload["pid"]) };
}

/** Parses the event that starts or ends a turn. `at`: when its line was written. */
export function parseTurnEvent(payload: unknown, at: number): TurnInfo | undefined {
  const event = TurnEventSchema.safeParse(payload).data;
  return event && parseTurn(withFieldDifferences(turnInfo(event, at), event.own));
}

function turnInfo(event: TurnEvent, at: number): TurnInfo {
  const startedAt = event.started_at === undefined ? at - (event.duration_ms ?? 0) : event.started_at * 1000;
  const { turn_id: id, root_turn_id: root } = event;
  const rootTurnId = root === id ? undefined : root;
  const turn = { id, rootTurnId, kind: "input", startedAt, contextWindow: event.model_context_window } as const;
  if (event.type === "task_started") return { ...turn, status: "running" };
  const ended = { ...turn, endedAt: event.duration_ms === undefined ? at : startedAt + event.duration_ms };
  if (event.type === "turn_aborted") {
    const interruption = event.reason === "replaced" ? "replaced" : "interrupted";
    return { ...ended, status: "interrupted", interruption };
  }
  if (event.error !== undefined) {
    const { message, codex_error_info: info } = event.error;
    return { ...ended, status: "failed", error: { message, ...parseErrorInfo(info) } };
  }
  return { ...ended, status: "completed", finalMessage: event.last_agent_message };
}

const ItemEventSchema = z.object({
  turn_id: z.string(),
  item: z.unknown(),
  started_at_ms: optionalNumber,
  completed_at_ms: optionalNumber,
  /** Ours: what the other fields do not say, and the item's place in its turn. */
  own: z.optional(z.unknown()),
  place: optionalNumber,
});

/** Parses the event that completes an item. `at`: when its line was written. */
export function parseItemEvent(payload: unknown, at: number): ItemLine | undefined {
  const event = ItemEventSchema.safeParse(payload).data;
  if (event === undefined) return undefined;
  const read = parseReferenceItem(event.item, placeOf(event, at));
  const item = read && (event.own === undefined ? read : parseItem(withFieldDifferences(read, event.own)));
  return item && { item, place: event.place };
}

function reviewLine(payload: unknown, at: number): RolloutLine | undefined {
  const event = ItemEventSchema.safeParse(payload).data;
  return event && parseReferenceReview(event.item, placeOf(event, at));
}

function placeOf(event: z.infer<typeof ItemEventSchema>, at: number): CompletedPlace {
  const endedAt = event.completed_at_ms ?? at;
  return { turnId: event.turn_id, startedAt: event.started_at_ms ?? endedAt, endedAt };
}
