import { chat, chatChunk, fault, type ModelReply, responsesEvent, sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { type ConformanceCase, oneTurn, serverCase } from "../conformance-case.js";
import { withoutCauses, withoutErrorTexts, withoutOutputs } from "../views.js";

const { message } = responsesEvent;
const created = { type: "response.created", response: { id: "r" } };
const completed = { type: "response.completed", response: { id: "r" } };

type Options = Partial<Omit<Extract<ConformanceCase, { kind: "server" }>, "kind" | "about">>;

/** One turn with these answers of the model. */
const answered = (about: string, model: readonly ModelReply[], options: Options = {}) =>
  serverCase({ about, model, play: oneTurn(), ...options });

/** Two turns. */
const twice: NonNullable<Options["play"]> = async (client) => {
  await client.initialize();
  const { conversationId } = await client.openConversation();
  await client.say(conversationId, "one");
  await client.say(conversationId, "two");
};

const lines = (...data: readonly string[]) => data.map((line) => `${line}\n\n`).join("");

conformance("model", {
  "stream-dropped-once": answered("a broken stream is requested again", [sse.drop(), sse.say("back")], {
    streamRetries: 2,
    view: withoutCauses,
  }),
  "stream-ends-early": answered("a stream without an end is requested again", [sse.cut(), sse.say("back")], {
    streamRetries: 1,
    view: withoutCauses,
  }),
  "stream-never-completes": answered("finally an error is reported", [sse.cut(), sse.cut()], {
    streamRetries: 1,
    view: withoutErrorTexts,
  }),
  "server-error-retried": answered(
    "a failed request is retried",
    [fault.status(500), fault.status(503), sse.say("back")],
    { requestRetries: 2 },
  ),
  "bad-request": answered(
    "an invalid request is not retried, and the next turn works",
    [fault.status(400, { error: { message: "bad" } }), sse.say("next turn works")],
    { requestRetries: 3, play: twice, view: withoutErrorTexts },
  ),
  unauthorized: answered("a wrong key", [fault.status(401, { error: { message: "no" } })], {
    view: withoutErrorTexts,
  }),
  "usage-limit": answered(
    "a usage limit is not retried",
    [fault.status(429, { error: { type: "usage_limit_reached", plan_type: "pro", resets_in_seconds: 3600 } })],
    { requestRetries: 3, streamRetries: 3, view: withoutErrorTexts },
  ),
  "response-failed": answered(
    "a failed response is requested again",
    [sse.failed({ code: "server_error", message: "try later" }), sse.say("back")],
    { streamRetries: 1, view: withoutCauses },
  ),
  "unknown-events-and-items": answered("unknown events and items are ignored", [
    sse.events(
      created,
      { type: "response.in_progress" },
      { type: "response.brand_new_event", x: 1 },
      responsesEvent.itemDone({ type: "brand_new_item", y: 2 }),
      message("ok"),
      completed,
    ),
  ]),
  "no-usage": answered("a response without usage", [sse.events(created, message("ok"), completed)]),
  "sse-odd-framing": answered("comments, carriage returns, data in several lines, events without a name", [
    fault.raw(
      `: keep-alive\r\n\r\nevent: response.created\r\ndata: ${JSON.stringify(created)}\r\n\r\n${lines(
        'data: {"type":"response.output_item.done",\ndata: "item":{"type":"message","role":"assistant","id":"m",' +
          '"content":[{"type":"output_text","text":"gr\u00fc\u00df dich \u4e16\u754c"}]}}',
        `data: ${JSON.stringify(completed)}`,
      )}`,
    ),
  ]),
  "chat-text": answered("Chat Completions: text in deltas", [chat.say("Hel", "lo")], { wireApi: "chat" }),
  "chat-shell": answered(
    "Chat Completions: a call and its result",
    [chat.call("shell", { command: ["echo", "hi"] }), chat.say("done")],
    { wireApi: "chat" },
  ),
  "chat-call-in-pieces": answered(
    "Chat Completions: a call whose arguments come in pieces",
    [chat.callInPieces("shell", ['{"comm', 'and":["echo",', '"hi"]}']), chat.say("done")],
    { wireApi: "chat" },
  ),
  "chat-reasoning": answered(
    "Chat Completions: reasoning",
    [chat.chunks(chatChunk({ reasoning: "hm" }), chatChunk({ content: "answer" }), chatChunk({}, "stop"))],
    { wireApi: "chat" },
  ),
  "chat-two-turns": answered(
    "Chat Completions: a turn remembers the one before",
    [chat.call("shell", { command: ["echo", "hi"] }), chat.say("one"), chat.say("two")],
    {
      wireApi: "chat",
      async play(client) {
        await client.initialize();
        const { conversationId } = await client.openConversation();
        await client.say(conversationId, "first");
        await client.say(conversationId, "second");
      },
    },
  ),
  "local-shell-and-custom-calls-to-unknown-tools": answered(
    "a missing custom tool",
    [sse.custom("nope", "input"), sse.say("ok")],
    { view: withoutOutputs("custom_tool_call_output") },
  ),
});
