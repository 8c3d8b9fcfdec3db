import { type ResponseItem, ResponseItemSchema, TokenUsageSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { summaryItem } from "./flat-line.js";
import type { ParsedLine, RolloutLine } from "./parse-rollout-line.js";
import { parseTurnContext } from "./saved-settings.js";
import { parseSessionMeta } from "./session-meta.js";

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
  return { format: "enveloped", ordinal: envelope.ordinal, line: lineOf(envelope.type, envelope.payload) };
}

const PASSED_OVER: RolloutLine = { type: "passed-over" };

function lineOf(type: string, payload: Payload): RolloutLine {
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
      return eventOf(payload);
    default:
      return PASSED_OVER;
  }
}

function eventOf(payload: Payload): RolloutLine {
  switch (payload["type"]) {
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
  const item = ResponseItemSchema.safeParse(withPlainOutput(value)).data;
  return item?.type === "other" ? undefined : item;
}

/** An output may be a list of texts and images there. */
function withPlainOutput(value: unknown): unknown {
  const parts = OutputPartsSchema.safeParse(value).data;
  if (parts === undefined) return value;
  return { ...parts, output: parts.output.flatMap(({ text }) => text ?? []).join("\n") };
}

const OutputPartsSchema = z.looseObject({ output: z.array(z.object({ text: z.optional(z.string()) })) });

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
  const total = TokenUsageSchema.safeParse(value).data;
  return total === undefined ? PASSED_OVER : { type: "usage", total };
}
