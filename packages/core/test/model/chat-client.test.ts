import { type ResponseItem, ResponseItemSchema } from "@codex/protocol";
import { chat, chatChunk, fault, sse, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { createShellTool } from "../../src/specs/shell-tool-spec.js";
import {
  callChunks,
  calledFunction,
  chatOptions,
  clientOptions,
  collect,
  collectWithoutIds,
  PROMPT,
  userMessage,
} from "./client-options.js";

const message = (text: string) => ({
  type: "output-item-done",
  item: { type: "message", role: "assistant", content: [{ type: "output_text", text }] },
});
const call = (name: string, args: string, callId = "call-1") => ({
  type: "output-item-done",
  item: { type: "function_call", name, arguments: args, call_id: callId },
});
const completed = (tokenUsage?: unknown) => ({ type: "completed", responseId: "", tokenUsage });

describe("the Chat Completions API", () => {
  it("returns a message when it is complete", async () => {
    await using server = await startModelServer([chat.say("Hel", "lo")]);
    expect(await collectWithoutIds(chatOptions(server.baseUrl))).toEqual([message("Hello"), completed()]);
  });

  it("sends the verbosity in the terms of the model", async () => {
    await using server = await startModelServer([chat.say("ok"), chat.say("ok"), chat.say("ok")]);
    await collectWithoutIds(chatOptions(server.baseUrl, { maxOutputTokens: 1000 }));
    await collectWithoutIds(chatOptions(server.baseUrl, { maxOutputTokens: 1000, model: "o3" }));
    await collectWithoutIds(chatOptions(server.baseUrl));
    const limits = server.requests.map(({ body }) => {
      const { max_tokens, max_completion_tokens } = Object(body);
      return { max_tokens, max_completion_tokens };
    });
    expect(limits).toEqual([{ max_tokens: 1000 }, { max_completion_tokens: 1000 }, {}]);
  });

  it("sends the fields of the API", async () => {
    await using server = await startModelServer([chat.say("ok")]);
    await collectWithoutIds(chatOptions(server.baseUrl, { provider: { env_key: "KEY" }, env: { KEY: "sk-test" } }), {
      ...PROMPT,
      baseInstructionsOverride: "Be brief.",
      tools: [createShellTool(), { type: "web_search" }],
    });
    const { type: _, ...shell } = createShellTool();
    expect(server.requests[0]).toMatchObject({
      path: "/v1/chat/completions",
      headers: { accept: "text/event-stream", authorization: "Bearer sk-test" },
      body: {
        model: "test-model",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "go" },
        ],
        stream: true,
        tools: [{ type: "function", function: shell }],
      },
    });
    expect(server.requests[0]?.headers).not.toHaveProperty("originator");
  });

  it("sends the history as messages", async () => {
    await using server = await startModelServer([chat.say("ok")]);
    await collectWithoutIds(chatOptions(server.baseUrl), {
      ...PROMPT,
      input: [
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "look" },
            { type: "input_image", image_url: "data:image/png;base64,AA==" },
          ],
        },
        { type: "reasoning", id: "", summary: [], content: [{ type: "reasoning_text", text: "hm" }] },
        { type: "function_call", name: "shell", arguments: "{}", call_id: "a" },
        { type: "function_call", name: "shell", arguments: "[]", call_id: "b" },
        {
          type: "function_call_output",
          call_id: "a",
          output: [{ type: "input_image", image_url: "data:image/png;base64,BB==" }],
        },
        { type: "function_call_output", call_id: "b", output: "two" },
        userMessage("more"),
      ],
    });
    expect(Object(server.requests[0]?.body).messages.slice(1)).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "look" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
        ],
      },
      {
        role: "assistant",
        content: null,
        reasoning_content: "hm",
        tool_calls: [
          { id: "a", type: "function", function: { name: "shell", arguments: "{}" } },
          { id: "b", type: "function", function: { name: "shell", arguments: "[]" } },
        ],
      },
      { role: "tool", tool_call_id: "a", content: "[an image, see below]" },
      { role: "tool", tool_call_id: "b", content: "two" },
      {
        role: "user",
        content: [
          { type: "text", text: "The images of the tool results above:" },
          { type: "image_url", image_url: { url: "data:image/png;base64,BB==" } },
        ],
      },
      { role: "user", content: "more" },
    ]);
  });

  it("assembles a call from its deltas", async () => {
    await using server = await startModelServer([chat.callInPieces("shell", ['{"comm', 'and":', '["ls"]}'])]);
    expect(await collectWithoutIds(chatOptions(server.baseUrl))).toEqual([
      call("shell", '{"command":["ls"]}'),
      completed(),
    ]);
  });

  it("returns reasoning, text and several calls, in this order, whatever the finish reason", async () => {
    const piece = (index: number, id: string | undefined, args: string) =>
      chatChunk({ tool_calls: [{ index, id, function: { name: id && `tool-${id}`, arguments: args } }] });
    await using server = await startModelServer([
      chat.chunks(
        piece(0, "a", "{"),
        piece(1, "b", "["),
        chatChunk({ content: "calling", reasoning: { text: "hm" } }),
        piece(0, undefined, "}"),
        piece(1, undefined, "]"),
        chatChunk({}, "stop"),
      ),
    ]);
    const first = call("tool-a", "{}", "a");
    expect(await collectWithoutIds(chatOptions(server.baseUrl))).toEqual([
      {
        type: "output-item-done",
        item: { type: "reasoning", id: "", summary: [], content: [{ type: "reasoning_text", text: "hm" }] },
      },
      message("calling"),
      { ...first, item: { ...first.item, extra_content: { reasoning_field: "reasoning" } } },
      call("tool-b", "[]", "b"),
      completed(),
    ]);
  });

  it("tells calls apart that are not counted, and names those without an id", async () => {
    const piece = (id: string | undefined, args: string) =>
      chatChunk({ tool_calls: [{ id, function: { name: "t", arguments: args } }] });
    await using server = await startModelServer([
      chat.chunks(piece("a", "{}"), piece("b", "{}"), chatChunk({}, "tool_calls")),
      chat.chunks(piece(undefined, "{}"), chatChunk({}, "tool_calls")),
    ]);
    const both = [call("t", "{}", "a"), call("t", "{}", "b"), completed()];
    expect(await collectWithoutIds(chatOptions(server.baseUrl))).toEqual(both);
    const [unnamed] = await collectWithoutIds(chatOptions(server.baseUrl));
    expect(unnamed).toMatchObject({ item: { call_id: expect.stringMatching(/^call_./) } });
  });

  it("streams deltas when raw reasoning is to be shown", async () => {
    await using server = await startModelServer([
      chat.chunks(chatChunk({ reasoning: "hm" }), chatChunk({ content: "yes" }), chatChunk({}, "stop")),
    ]);
    const events = await collectWithoutIds(chatOptions(server.baseUrl, { showRawAgentReasoning: true }));
    expect(events.slice(0, 2)).toEqual([
      { type: "reasoning-content-delta", delta: "hm" },
      { type: "output-text-delta", delta: "yes" },
    ]);
    expect(events).toHaveLength(5);
  });

  it("reads the usage that follows the finish reason", async () => {
    const usage = {
      prompt_tokens: 5,
      completion_tokens: 2,
      total_tokens: 7,
      prompt_tokens_details: { cached_tokens: 1 },
    };
    await using server = await startModelServer([
      chat.chunks(chatChunk({ content: "ok" }, "stop"), { choices: [], usage }),
    ]);
    expect(await collectWithoutIds(chatOptions(server.baseUrl))).toEqual([
      message("ok"),
      completed({ input_tokens: 5, cached_input_tokens: 1, output_tokens: 2, total_tokens: 7 }),
    ]);
  });

  it.each([
    ["the choice", (usage: object) => ({ choices: [{ delta: {}, finish_reason: "stop", usage }] })],
    ["a field of its own", (usage: object) => ({ ...chatChunk({}, "stop"), x_groq: { usage } })],
  ])("reads the usage in %s", async (_, last) => {
    await using server = await startModelServer([
      chat.chunks(chatChunk({ content: "ok" }), last({ prompt_tokens: 5, completion_tokens: 2 })),
    ]);
    expect(await collectWithoutIds(chatOptions(server.baseUrl))).toEqual([
      message("ok"),
      completed({ input_tokens: 5, output_tokens: 2, total_tokens: 7 }),
    ]);
  });

  it("does not wait for a server that leaves the stream open", async () => {
    const body = `data: ${JSON.stringify(chatChunk({ content: "ok" }, "stop"))}\n\n`;
    await using server = await startModelServer([{ type: "stream", body, afterwards: "hang" }]);
    const options = chatOptions(server.baseUrl, { provider: { stream_idle_timeout_ms: 60_000 } });
    expect(await collectWithoutIds(options)).toEqual([message("ok"), completed()]);
  });

  it("does not mistake a partial answer for a complete one", async () => {
    await using server = await startModelServer([chat.cut("half")]);
    await expect(collectWithoutIds(chatOptions(server.baseUrl))).rejects.toMatchObject({ code: "stream-disconnected" });
  });

  it("reports an error in the stream", async () => {
    await using server = await startModelServer([fault.raw('data: {"error":{"message":"no such model"}}\n\n')]);
    await expect(collectWithoutIds(chatOptions(server.baseUrl))).rejects.toMatchObject({
      code: "stream-disconnected",
      message: "stream disconnected before completion: no such model",
    });
  });

  it("limits memory for an endless answer", async () => {
    const piece = `data: ${JSON.stringify(chatChunk({ content: "x".repeat(64 * 1024) }))}\n\n`;
    await using server = await startModelServer([fault.endless(piece)]);
    await expect(collectWithoutIds(chatOptions(server.baseUrl))).rejects.toMatchObject({ code: "stream-disconnected" });
  });

  it.each<[string, unknown]>([
    [
      "parts",
      {
        content: [
          { type: "text", text: "who" },
          { type: "output_text", text: "le" },
        ],
      },
    ],
    ["a part", { content: { type: "text", text: "whole" } }],
    ["a refusal", { content: null, refusal: "whole" }],
  ])("accepts content in the form of %s", async (_, delta) => {
    await using server = await startModelServer([chat.chunks(chatChunk(delta), chatChunk({}, "stop"))]);
    expect(await collectWithoutIds(chatOptions(server.baseUrl))).toEqual([message("whole"), completed()]);
  });

  it("reads reasoning among the parts of the content", async () => {
    const thinking = { type: "thinking", thinking: [{ type: "text", text: "hm" }] };
    await using server = await startModelServer([
      chat.chunks(chatChunk({ content: [thinking] }), chatChunk({ content: "yes" }, "stop")),
    ]);
    expect(await collectWithoutIds(chatOptions(server.baseUrl))).toMatchObject([
      { item: { type: "reasoning", content: [{ text: "hm" }] } },
      message("yes"),
      completed(),
    ]);
  });

  it.each([
    ["in a chunk", chat.chunks({ choices: [{ message: { content: "whole" }, finish_reason: "stop" }] })],
    [
      "after its pieces, which counts once",
      chat.chunks(chatChunk({ content: "whole" }), {
        choices: [{ message: { content: "whole" }, finish_reason: "stop" }],
      }),
    ],
    [
      "instead of a stream",
      fault.status(200, { choices: [{ message: { role: "assistant", content: "whole" }, finish_reason: "stop" }] }),
    ],
  ])("accepts a complete message %s", async (_, reply) => {
    await using server = await startModelServer([reply]);
    expect(await collectWithoutIds(chatOptions(server.baseUrl))).toEqual([message("whole"), completed()]);
  });

  it.each([
    ["without any content", chat.chunks(chatChunk({ role: "assistant", content: "" }), chatChunk({}, "stop"))],
    ["with [DONE] alone", chat.chunks()],
    ["of reasoning alone", chat.chunks(chatChunk({ reasoning_content: "hm" }), chatChunk({}, "stop"))],
  ])("an answer %s is a failure, except after a tool's result", async (_, reply) => {
    await using server = await startModelServer([reply, reply]);
    await expect(collectWithoutIds(chatOptions(server.baseUrl))).rejects.toMatchObject({
      code: "stream-disconnected",
      message: expect.stringContaining("empty"),
    });
    const input = [
      userMessage("go"),
      { type: "function_call" as const, name: "f", arguments: "{}", call_id: "a" },
      { type: "function_call_output" as const, call_id: "a", output: "ok" },
    ];
    const events = await collectWithoutIds(chatOptions(server.baseUrl), { ...PROMPT, input });
    expect(events.at(-1)).toEqual(completed());
  });

  it.each([
    ["a named event with an object", 'event: error\ndata: {"message":"NOPE"}\n\n'],
    ["a named event with an error", 'event: error\ndata: {"error":{"message":"NOPE"}}\n\n'],
    ["a named event with text", "event: error\ndata: NOPE\n\n"],
    ["a choice", 'data: {"choices":[{"delta":{},"finish_reason":"error","error":{"code":502,"message":"NOPE"}}]}\n\n'],
    ["a text", 'data: {"error":"NOPE"}\n\n'],
    ["an error object itself", 'data: {"object":"error","message":"NOPE","code":500}\n\n'],
    ["JSON without a stream", '{"error":{"message":"NOPE"}}'],
    ["JSON with detail", '{"detail":"NOPE"}'],
    ["JSON in a list", '[{"error":{"message":"NOPE"}}]'],
    ["a list in the stream", 'data: [{"error":{"message":"NOPE"}}]\n\n'],
    ["an error within an error", 'data: {"error":{"error":{"message":"NOPE"}}}\n\n'],
    ["an object of another form", 'data: {"base_resp":{"status_code":1004,"status_msg":"NOPE"},"choices":null}\n\n'],
  ])("explains a failure that comes as %s", async (_, body) => {
    await using server = await startModelServer([fault.raw(body)]);
    await expect(collectWithoutIds(chatOptions(server.baseUrl))).rejects.toThrow(/NOPE/);
  });

  it("closes a stream that stays silent", async () => {
    await using server = await startModelServer([
      fault.endless(`data: ${JSON.stringify(chatChunk({ content: "" }))}\n\n`),
    ]);
    const options = chatOptions(server.baseUrl, { provider: { stream_idle_timeout_ms: 100 } });
    await expect(collectWithoutIds(options)).rejects.toMatchObject({ code: "stream-disconnected" });
  });

  it("sends back what the server attached to a call, and omits it from the other wire format", async () => {
    const extra_content = { google: { thought_signature: "c2ln" } };
    await using server = await startModelServer([
      chat.chunks(
        ...callChunks(
          { index: 0, id: "c0", extra_content, ...calledFunction("f", "{") },
          { index: 0, ...calledFunction("", "}") },
        ),
        chatChunk({}, "tool_calls"),
      ),
      chat.say("done"),
      sse.say("done"),
    ]);
    const answer = await collect(chatOptions(server.baseUrl));
    const items = answer.flatMap((event) => (event.type === "output-item-done" ? [event.item] : []));
    const saved = items.map((item) => ResponseItemSchema.parse(JSON.parse(JSON.stringify(item))));
    const output = { type: "function_call_output" as const, call_id: "c0", output: "ok" };
    const input = [userMessage("go"), ...saved, output];
    await collectWithoutIds(chatOptions(server.baseUrl), { ...PROMPT, input });
    await collectWithoutIds(clientOptions(server.baseUrl), { ...PROMPT, input });
    expect(Object(server.requests[1]?.body).messages[2].tool_calls).toEqual([
      { id: "c0", type: "function", function: { name: "f", arguments: "{}" }, extra_content },
    ]);
    expect(Object(server.requests[2]?.body).input[1]).toEqual({
      type: "function_call",
      name: "f",
      arguments: "{}",
      call_id: "c0",
    });
  });

  it("sends reasoning back as the server sent it, with its signatures", async () => {
    const text = (words: string | null, more?: object) => ({ type: "reasoning.text", index: 0, text: words, ...more });
    const encrypted = { type: "reasoning.encrypted", data: "c2ln", id: "c0" };
    await using server = await startModelServer([
      chat.chunks(
        chatChunk({ reasoning: "h", reasoning_details: [text("h", { signature: null })] }),
        chatChunk({ reasoning: "m", reasoning_details: [text("m")] }),
        chatChunk({ reasoning_details: [text(null, { signature: "s1" })] }),
        ...callChunks({ index: 0, id: "c0", ...calledFunction("f", "{}") }),
        chatChunk({ reasoning_details: [encrypted] }, "tool_calls"),
      ),
      chat.say("done"),
      sse.say("done"),
    ]);
    const answer = await collect(chatOptions(server.baseUrl));
    const items = answer.flatMap((event) => (event.type === "output-item-done" ? [event.item] : []));
    const saved = items.map((item) => ResponseItemSchema.parse(JSON.parse(JSON.stringify(item))));
    const output = { type: "function_call_output" as const, call_id: "c0", output: "ok" };
    const input = [userMessage("go"), ...saved, output];
    await collectWithoutIds(chatOptions(server.baseUrl), { ...PROMPT, input });
    expect(Object(server.requests[1]?.body).messages[2]).toEqual({
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c0", type: "function", function: { name: "f", arguments: "{}" } }],
      reasoning_details: [text("hm", { signature: "s1" }), encrypted],
      reasoning: "hm",
    });
    await collectWithoutIds(clientOptions(server.baseUrl), { ...PROMPT, input });
    expect(JSON.stringify(server.requests[2]?.body)).not.toContain("c2ln");
  });

  it("sends each answer back as one message, with its reasoning, before the results", async () => {
    const thought = chatChunk({ reasoning_content: "hm" });
    const [first, second] = [0, 1].map((index) => ({ index, id: `c${index}`, ...calledFunction("f", "{}") }));
    await using server = await startModelServer([
      chat.chunks(thought, chatChunk({ content: "both" }), ...callChunks(first, second), chatChunk({}, "tool_calls")),
      chat.chunks(
        thought,
        ...callChunks({ index: 0, id: "c2", ...calledFunction("f", "{}") }),
        chatChunk({}, "tool_calls"),
      ),
      chat.say("done"),
    ]);
    let input: ResponseItem[] = [userMessage("go")];
    for (let answer = 0; answer < 2; answer++) {
      for (const event of await collect(chatOptions(server.baseUrl), { ...PROMPT, input })) {
        if (event.type !== "output-item-done") continue;
        input = [...input, event.item];
        // As in a turn: a call runs as soon as it is complete.
        if (event.item.type === "function_call") {
          input.push({ type: "function_call_output", call_id: event.item.call_id, output: "ok" });
        }
      }
    }
    await collectWithoutIds(chatOptions(server.baseUrl), { ...PROMPT, input });
    expect(Object(server.requests[2]?.body).messages.slice(1)).toMatchObject([
      { role: "user" },
      { role: "assistant", content: "both", reasoning_content: "hm", tool_calls: [{ id: "c0" }, { id: "c1" }] },
      { role: "tool", tool_call_id: "c0" },
      { role: "tool", tool_call_id: "c1" },
      { role: "assistant", content: null, reasoning_content: "hm", tool_calls: [{ id: "c2" }] },
      { role: "tool", tool_call_id: "c2" },
    ]);
  });
});
