import { readFile } from "node:fs/promises";
import path from "node:path";
import type { EventMsg } from "@codex/protocol";
import { chat, chatChunk, type ResponsesEvent, responsesEvent, sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { collect, inputOf, startEngine, typesOf } from "./start-engine.js";

const { created, completed, message, textDelta, itemDone } = responsesEvent;
const config = { "model_providers.mock.stream_max_retries": 2 };

const reasoning = (id: string, summary: string): ResponsesEvent =>
  itemDone({ type: "reasoning", id, summary: [{ type: "summary_text", text: summary }], encrypted_content: id });
const call = (id: string, line: string): ResponsesEvent =>
  itemDone({
    type: "function_call",
    call_id: id,
    name: "shell",
    arguments: JSON.stringify({ command: ["sh", "-c", `echo ${line} >> log`] }),
  });

const messagesOf = (events: readonly EventMsg[]) =>
  events.flatMap((event) => (event.type === "agent_message" ? [event.message] : []));
const deltasOf = (events: readonly EventMsg[]) =>
  events.flatMap((event) => (event.type === "agent_message_delta" ? [event.delta] : []));
const saidIn = (items: readonly Record<string, unknown>[]) =>
  items.flatMap((item) => (item["role"] === "assistant" ? [JSON.stringify(item["content"])] : []));

describe("a stream that breaks after complete items", () => {
  it("continues after them, and reports a repeated item once, live and to the next turn", async () => {
    await using engine = await startEngine(
      [
        sse.drop(textDelta("HEL"), textDelta("LO"), message("HELLO")),
        sse.say("HELLO", { deltas: ["H", "ELL", "O"] }),
        sse.say("next"),
      ],
      { config },
    );
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("one"));
    expect(deltasOf(events)).toEqual(["HEL", "LO"]);
    expect(messagesOf(events)).toEqual(["HELLO"]);
    expect(events.at(-1)).toEqual({ type: "task_complete", last_agent_message: "HELLO" });
    expect(saidIn(inputOf(engine.model.requests[1]))).toHaveLength(1);
    await collect(conversation.run("two"));
    expect(saidIn(inputOf(engine.model.requests[2]))).toHaveLength(1);
  });

  it("reports a message completely that only starts like an earlier one", async () => {
    await using engine = await startEngine(
      [sse.drop(message("HELLO")), sse.say("HELLO, world", { deltas: ["HEL", "LO", ", wor", "ld"] })],
      { config },
    );
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("one"));
    expect(deltasOf(events).join("")).toBe("HELLO, world");
    expect(messagesOf(events)).toEqual(["HELLO", "HELLO, world"]);
  });

  it("reports a message twice if one answer contains it twice", async () => {
    await using engine = await startEngine(
      [sse.drop(message("again")), sse.events(created(), message("again"), message("again"), completed())],
      { config },
    );
    await using conversation = await engine.codex.newConversation();
    expect(messagesOf(await collect(conversation.run("one")))).toEqual(["again", "again"]);
  });

  it("recognizes items of several broken attempts", async () => {
    await using engine = await startEngine(
      [
        sse.drop(message("A")),
        sse.drop(message("A"), message("B")),
        sse.events(created(), message("A"), message("B"), message("C"), completed()),
      ],
      { config },
    );
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("one"));
    expect(messagesOf(events)).toEqual(["A", "B", "C"]);
    expect(events.at(-1)).toEqual({ type: "task_complete", last_agent_message: "C" });
  });

  it("does not rerun a call that the retry repeats, and answers it", async () => {
    await using engine = await startEngine(
      [
        sse.drop(message("I look"), call("call-1", "ran")),
        sse.events(created(), message("I look"), call("call-1", "ran"), completed()),
        sse.say("done"),
      ],
      { config },
    );
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("go"));
    expect(messagesOf(events)).toEqual(["I look", "done"]);
    expect(await readFile(path.join(engine.cwd, "log"), "utf8")).toBe("ran\n");
    const types = inputOf(engine.model.requests[2]).map((item) => item["type"]);
    expect(types.slice(-3)).toEqual(["message", "function_call", "function_call_output"]);
  });

  it("keeps reasoning with the call that it led to, and drops reasoning that led to nothing new", async () => {
    const thinks = { type: "response.reasoning_summary_text.delta", delta: "hm" };
    await using engine = await startEngine(
      [
        sse.drop(thinks, reasoning("rs-1", "hm"), message("HELLO")),
        sse.drop(thinks, reasoning("rs-2", "hm"), message("HELLO"), call("call-1", "ran")),
        sse.events(created(), thinks, reasoning("rs-3", "hm"), message("HELLO"), completed()),
        sse.say("next"),
      ],
      { config },
    );
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("one"));
    expect(typesOf(events).filter((type) => type === "agent_reasoning")).toHaveLength(1);
    await collect(conversation.run("two"));
    const encrypted = inputOf(engine.model.requests[3]).flatMap((item) =>
      item["type"] === "reasoning" ? [item["encrypted_content"]] : [],
    );
    expect(encrypted).toEqual(["rs-1", "rs-2"]);
  });

  it("retries from the start for a chat server, which may refuse a final assistant message", async () => {
    await using engine = await startEngine(
      [
        chat.chunks(chatChunk({ content: "half" }), chatChunk({}, "error")),
        chat.say("half and half"),
        chat.say("next"),
      ],
      { config: { ...config, "model_providers.mock.wire_api": "chat" } },
    );
    await using conversation = await engine.codex.newConversation();
    expect(messagesOf(await collect(conversation.run("one")))).toEqual(["half", "half and half"]);
    expect(JSON.stringify(engine.model.requests[1]?.body)).not.toContain("assistant");
    await collect(conversation.run("two"));
    expect(JSON.stringify(engine.model.requests[2]?.body)).toContain("half and half");
  });
});
