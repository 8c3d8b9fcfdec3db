import { chat, chatChunk, fault, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { createShellTool } from "../../src/specs/shell-tool-spec.js";
import { type ClientSettings, clientOptions, collect, PROMPT, userMessage } from "./client-options.js";

const chatOptions = (baseUrl: string, { provider, ...settings }: ClientSettings = {}) =>
  clientOptions(baseUrl, { ...settings, provider: { wire_api: "chat", ...provider } });

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
  it("gives a message when it is whole", async () => {
    await using server = await startModelServer([chat.say("Hel", "lo")]);
    expect(await collect(chatOptions(server.baseUrl))).toEqual([message("Hello"), completed()]);
  });

  it("sends what the API wants to know", async () => {
    await using server = await startModelServer([chat.say("ok")]);
    await collect(chatOptions(server.baseUrl, { provider: { env_key: "KEY" }, env: { KEY: "sk-test" } }), {
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
    await collect(chatOptions(server.baseUrl), {
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
        { type: "function_call_output", call_id: "a", output: "one" },
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
        tool_calls: [
          { id: "a", type: "function", function: { name: "shell", arguments: "{}" } },
          { id: "b", type: "function", function: { name: "shell", arguments: "[]" } },
        ],
      },
      { role: "tool", tool_call_id: "a", content: "one" },
      { role: "tool", tool_call_id: "b", content: "two" },
      { role: "user", content: "more" },
    ]);
  });

  it("puts a call together from its pieces", async () => {
    await using server = await startModelServer([chat.callInPieces("shell", ['{"comm', 'and":', '["ls"]}'])]);
    expect(await collect(chatOptions(server.baseUrl))).toEqual([call("shell", '{"command":["ls"]}'), completed()]);
  });

  it("gives reasoning, text and several calls, in this order, whatever the reason to stop", async () => {
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
    expect(await collect(chatOptions(server.baseUrl))).toEqual([
      {
        type: "output-item-done",
        item: { type: "reasoning", id: "", summary: [], content: [{ type: "reasoning_text", text: "hm" }] },
      },
      message("calling"),
      call("tool-a", "{}", "a"),
      call("tool-b", "[]", "b"),
      completed(),
    ]);
  });

  it("tells calls apart that are not counted, and names those without an id", async () => {
    const piece = (id: string | undefined, args: string) =>
      chatChunk({ tool_calls: [{ id, function: { name: "t", arguments: args } }] });
    await using server = await startModelServer([
      chat.chunks(piece("a", "1"), piece("b", "2"), chatChunk({}, "tool_calls")),
      chat.chunks(piece(undefined, "3"), chatChunk({}, "tool_calls")),
    ]);
    expect(await collect(chatOptions(server.baseUrl))).toEqual([call("t", "1", "a"), call("t", "2", "b"), completed()]);
    const [unnamed] = await collect(chatOptions(server.baseUrl));
    expect(unnamed).toMatchObject({ item: { call_id: expect.stringMatching(/^call_./) } });
  });

  it("streams deltas when raw reasoning is to be shown", async () => {
    await using server = await startModelServer([
      chat.chunks(chatChunk({ reasoning: "hm" }), chatChunk({ content: "yes" }), chatChunk({}, "stop")),
    ]);
    const events = await collect(chatOptions(server.baseUrl, { showRawAgentReasoning: true }));
    expect(events.slice(0, 2)).toEqual([
      { type: "reasoning-content-delta", delta: "hm" },
      { type: "output-text-delta", delta: "yes" },
    ]);
    expect(events).toHaveLength(5);
  });

  it("reads the usage that comes after the end", async () => {
    const usage = {
      prompt_tokens: 5,
      completion_tokens: 2,
      total_tokens: 7,
      prompt_tokens_details: { cached_tokens: 1 },
    };
    await using server = await startModelServer([chat.chunks(chatChunk({}, "stop"), { choices: [], usage })]);
    expect(await collect(chatOptions(server.baseUrl))).toEqual([
      completed({ input_tokens: 5, cached_input_tokens: 1, output_tokens: 2, total_tokens: 7 }),
    ]);
  });

  it("does not wait for a server that leaves the stream open", async () => {
    const body = `data: ${JSON.stringify(chatChunk({ content: "ok" }, "stop"))}\n\n`;
    await using server = await startModelServer([{ type: "stream", body, afterwards: "hang" }]);
    const options = chatOptions(server.baseUrl, { provider: { stream_idle_timeout_ms: 50 } });
    expect(await collect(options)).toEqual([message("ok"), completed()]);
  });

  it("does not take half an answer for a whole one", async () => {
    await using server = await startModelServer([chat.cut("half")]);
    await expect(collect(chatOptions(server.baseUrl))).rejects.toMatchObject({ code: "stream-disconnected" });
  });

  it("names an error in the stream", async () => {
    await using server = await startModelServer([fault.raw('data: {"error":{"message":"no such model"}}\n\n')]);
    await expect(collect(chatOptions(server.baseUrl))).rejects.toMatchObject({
      code: "stream-disconnected",
      message: "stream disconnected before completion: no such model",
    });
  });

  it("never comes to an end: memory stays bounded", async () => {
    const piece = `data: ${JSON.stringify(chatChunk({ content: "x".repeat(64 * 1024) }))}\n\n`;
    await using server = await startModelServer([fault.endless(piece)]);
    await expect(collect(chatOptions(server.baseUrl))).rejects.toMatchObject({ code: "stream-disconnected" });
  });
});
