import type { ModelReply } from "./model-reply.js";

/** An event of the Responses API's stream. */
export interface ResponsesEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface ScriptedCall {
  readonly name: string;
  /** The tool's namespace. */
  readonly namespace?: string;
  /** JSON, or text to be sent unchanged. */
  readonly arguments: unknown;
  /** Default: `call-1` and so on. */
  readonly callId?: string;
}

const USAGE = {
  input_tokens: 120,
  input_tokens_details: { cached_tokens: 20 },
  output_tokens: 30,
  output_tokens_details: { reasoning_tokens: 10 },
  total_tokens: 150,
};

/** Single events of the Responses API. */
export const responsesEvent = {
  created: (): ResponsesEvent => ({ type: "response.created", response: { id: "resp" } }),
  textDelta: (delta: string): ResponsesEvent => ({ type: "response.output_text.delta", delta }),
  itemDone: (item: unknown): ResponsesEvent => ({ type: "response.output_item.done", item }),
  completed: (usage: unknown = USAGE): ResponsesEvent => ({
    type: "response.completed",
    response: { id: "resp", usage },
  }),
  message: (text: string): ResponsesEvent =>
    responsesEvent.itemDone({
      type: "message",
      id: "msg",
      role: "assistant",
      content: [{ type: "output_text", text }],
    }),
};

const { created, completed, itemDone, message, textDelta } = responsesEvent;

/** Replies of the Responses API. */
export const sse = {
  /** Exactly these events. */
  events: (...events: readonly ResponsesEvent[]): ModelReply => stream(events, "end"),
  /** A message, after `deltas`. */
  say: (text: string, { deltas = [] }: { readonly deltas?: readonly string[] } = {}): ModelReply =>
    stream([created(), ...deltas.map(textDelta), message(text), completed()], "end"),
  /** A call of one function. */
  call: (name: string, args: unknown, callId?: string): ModelReply =>
    sse.calls({ name, arguments: args, ...(callId === undefined ? {} : { callId }) }),
  /** Calls of several functions. */
  calls: (...calls: readonly ScriptedCall[]): ModelReply =>
    stream([created(), ...calls.map((call, index) => itemDone(functionCall(call, index))), completed()], "end"),
  /** A call of `shell`. */
  shell: (command: readonly string[], extra: Readonly<Record<string, unknown>> = {}, callId?: string): ModelReply =>
    sse.call("shell", { command, ...extra }, callId),
  /** A call of a tool that takes plain text. */
  custom: (name: string, input: string, callId = "call-1"): ModelReply =>
    stream(
      [created(), itemDone({ type: "custom_tool_call", id: "ct", call_id: callId, name, input }), completed()],
      "end",
    ),
  /** A summary of reasoning, its encrypted form, and a message. */
  reason: (summary: string, text: string): ModelReply =>
    stream(
      [
        created(),
        { type: "response.reasoning_summary_text.delta", delta: summary },
        itemDone({
          type: "reasoning",
          id: "rs",
          summary: [{ type: "summary_text", text: summary }],
          encrypted_content: "opaque",
        }),
        message(text),
        completed(),
      ],
      "end",
    ),
  /** A response that failed. */
  failed: (error: unknown): ModelReply =>
    stream([created(), { type: "response.failed", response: { id: "resp", error } }], "end"),
  /** The stream ends before `response.completed`. */
  cut: (...events: readonly ResponsesEvent[]): ModelReply => stream([created(), ...events], "end"),
  /** The connection breaks after these events. */
  drop: (...events: readonly ResponsesEvent[]): ModelReply => stream([created(), ...events], "drop"),
  /** The stream stays open after these events, and silent. */
  hang: (...events: readonly ResponsesEvent[]): ModelReply => stream([created(), ...events], "hang"),
};

function functionCall(call: ScriptedCall, index: number) {
  return {
    type: "function_call",
    id: "fc",
    call_id: call.callId ?? `call-${index + 1}`,
    name: call.name,
    ...(call.namespace === undefined ? {} : { namespace: call.namespace }),
    arguments: typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments),
  };
}

function stream(events: readonly ResponsesEvent[], afterwards: "end" | "hang" | "drop"): ModelReply {
  const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  return { type: "stream", body, afterwards };
}
