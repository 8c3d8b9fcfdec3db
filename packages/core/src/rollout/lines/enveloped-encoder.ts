import { pid } from "node:process";
import type { Item } from "../../items/item.js";
import type { TokenUsage } from "../../items/token-usage.js";
import type { TurnInfo } from "../../items/turn.js";
import { savedItem } from "../schemas/item-schema.js";
import {
  INPUT_LINE,
  ITEM_LINE,
  parseItemEvent,
  parseTurnEvent,
  REVERT_LINE,
  type TurnEventType,
} from "./enveloped-line.js";
import { settingsEvent, turnContext } from "./enveloped-settings.js";
import { fieldDifferences } from "./field-differences.js";
import type { LineEncoder, ThreadRecord } from "./line-encoder.js";
import { referenceItem } from "./reference-item.js";

/**
 * The format of later Codex versions, for their own threads: `{timestamp, ordinal, type, payload}`. What it cannot express goes
 * into a field `own`, or into lines of our own types, which other readers skip.
 */
export function envelopedEncoder(firstOrdinal: number, threadId: string | undefined): LineEncoder {
  let ordinal = firstOrdinal;
  const line = (type: string, payload: unknown) => {
    const timestamp = new Date().toISOString();
    return { timestamp, ordinal: ordinal++, type, payload };
  };
  const recordLines = (record: ThreadRecord) => linesOf(record, threadId).map(([type, payload]) => line(type, payload));
  return {
    batch: ({ items = [], records = [] }) => [
      ...records.filter(({ type }) => type === "turn-started").flatMap(recordLines),
      ...items.filter(({ type }) => type !== "other").map((item) => line("response_item", item)),
      ...records.filter(({ type }) => type !== "turn-started").flatMap(recordLines),
    ],
    compaction: ({ summary, history, carried }) => [
      line("compacted", { message: summary, replacement_history: history, carried }),
    ],
    revert: (beforeTurnId) => [line(REVERT_LINE, { beforeTurnId })],
  };
}

type TypedPayload = readonly [type: string, payload: object];

function linesOf(record: ThreadRecord, threadId: string | undefined): TypedPayload[] {
  switch (record.type) {
    case "turn-started": {
      const { turn, settings } = record;
      return [
        ["event_msg", { ...turnEvent("task_started", turn), pid }],
        // Policies are taken from this line if it exists, so it must say as much as the turn's own.
        ["event_msg", settingsEvent(settings, threadId)],
        ["turn_context", turnContext(turn.id, settings)],
      ];
    }
    case "settings":
      return [["event_msg", settingsEvent(record.settings, threadId)]];
    case "item": {
      const { item, place } = record;
      const event = itemEvent(item, threadId);
      return [event === undefined ? [ITEM_LINE, { item: savedItem(item), place }] : ["event_msg", { ...event, place }]];
    }
    case "input-waiting": {
      const { id, input, clientId } = record;
      return [[INPUT_LINE, { waiting: { id, input, clientId } }]];
    }
    case "input-taken":
      return [[INPUT_LINE, { taken: record.id }]];
    case "turn-ended": {
      const { turn, total } = record;
      const { usage } = turn;
      const end = turnEvent(turn.status === "interrupted" ? "turn_aborted" : "task_complete", turn);
      const count: TypedPayload[] = usage === undefined ? [] : [["event_msg", tokenCount({ ...turn, usage }, total)]];
      return [...count, ["event_msg", end]];
    }
    default:
      return record satisfies never;
  }
}

function turnEvent(type: TurnEventType, turn: TurnInfo): object {
  const event = {
    type,
    turn_id: turn.id,
    root_turn_id: turn.rootTurnId ?? turn.id,
    started_at: Math.floor(turn.startedAt / 1000),
    completed_at: turn.endedAt === undefined ? undefined : Math.floor(turn.endedAt / 1000),
    duration_ms: turn.endedAt === undefined ? undefined : turn.endedAt - turn.startedAt,
    model_context_window: turn.contextWindow,
    last_agent_message: turn.finalMessage,
    error: turn.error === undefined ? undefined : { message: turn.error.message },
    reason: turn.status === "interrupted" ? (turn.interruption === "replaced" ? "replaced" : "interrupted") : undefined,
  };
  return { ...event, own: fieldDifferences(parseTurnEvent(event, 0), turn) };
}

function itemEvent(item: Item, thread_id: string | undefined): object | undefined {
  const known = referenceItem(item);
  if (known === undefined) return undefined;
  const { turnId: turn_id, startedAt: started_at_ms, endedAt: completed_at_ms } = item;
  const event = { type: "item_completed", thread_id, turn_id, item: known, started_at_ms, completed_at_ms };
  return { ...event, own: fieldDifferences(parseItemEvent(event, 0)?.item, item) };
}

function tokenCount(
  { usage, lastUsage, contextWindow }: TurnInfo & { readonly usage: TokenUsage },
  total: TokenUsage,
): object {
  const info = { total_token_usage: usageOf(total), last_token_usage: usageOf(lastUsage ?? usage) };
  return { type: "token_count", info: { ...info, model_context_window: contextWindow } };
}

function usageOf(usage: TokenUsage): object {
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens ?? 0,
    output_tokens: usage.outputTokens,
    reasoning_output_tokens: usage.reasoningOutputTokens ?? 0,
    total_tokens: usage.totalTokens,
  };
}
