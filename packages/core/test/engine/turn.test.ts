import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fault, responsesEvent, sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import { collect, inputOf, startEngine, typesOf } from "./start-engine.js";

describe("a turn", () => {
  it("streams the model's text and ends with its last message", async () => {
    await using engine = await startEngine([sse.say("Hello there", { deltas: ["Hello", " there"] })]);
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("hi"));
    expect(typesOf(events)).toEqual([
      "task_started",
      "agent_message_delta",
      "agent_message_delta",
      "agent_message",
      "token_count",
      "task_complete",
    ]);
    expect(events.at(-1)).toEqual({ type: "task_complete", last_agent_message: "Hello there" });
  });

  it("runs the calls of one answer in order and returns their outputs", async () => {
    await using engine = await startEngine([
      sse.calls(
        { name: "shell", arguments: { command: ["sh", "-c", "echo first >> log; cat log"] } },
        { name: "shell", arguments: { command: ["sh", "-c", "echo second >> log; cat log"] } },
      ),
      sse.say("done"),
    ]);
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    expect(await readFile(path.join(engine.cwd, "log"), "utf8")).toBe("first\nsecond\n");
    const outputs = inputOf(engine.model.requests[1]).filter((item) => item["type"] === "function_call_output");
    expect(outputs.map((item) => JSON.parse(String(item["output"])).output)).toEqual(["first\n", "first\nsecond\n"]);
  });

  it("continues the conversation after the model's server failed", async () => {
    await using engine = await startEngine([fault.status(400, { error: { message: "bad" } }), sse.say("fine")]);
    await using conversation = await engine.codex.newConversation();
    expect(typesOf(await collect(conversation.run("one")))).toEqual(["task_started", "error", "task_complete"]);
    expect((await collect(conversation.run("two"))).at(-1)).toMatchObject({ last_agent_message: "fine" });
  });

  it("keeps the text before the stream finally broke", async () => {
    await using engine = await startEngine([sse.drop(responsesEvent.message("THE ANSWER IS 42")), sse.say("fine")], {
      config: { "model_providers.mock.stream_max_retries": 0 },
    });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("one"));
    await collect(conversation.run("two"));
    expect(JSON.stringify(inputOf(engine.model.requests[1]))).toContain("THE ANSWER IS 42");
  });

  it("answers input that joined a failed turn in its own turn", async () => {
    await using engine = await startEngine([sse.hang(responsesEvent.textDelta("hm")), sse.say("fine")]);
    await using conversation = await engine.codex.newConversation();
    const wire = conversation.conversation;
    const events = wire.events();
    const submissions = [wire.submit({ type: "user_input", items: [{ type: "text", text: "one" }] })];
    const ends: { readonly id: string; readonly message: string | undefined }[] = [];
    for await (const { id, msg } of events) {
      if (msg.type === "agent_message_delta" && msg.delta === "hm") {
        submissions.push(wire.submit({ type: "user_input", items: [{ type: "text", text: "JOINED" }] }));
        await wire.handled();
        engine.model.breakConnections();
      }
      if (msg.type === "task_complete") ends.push({ id, message: msg.last_agent_message });
      if (ends.length === 2) break;
    }
    expect(ends.map(({ id }) => id)).toEqual(submissions);
    expect(ends.at(-1)?.message).toBe("fine");
    expect(JSON.stringify(engine.model.requests[1]?.body)).toContain("JOINED");
  });

  it("never runs a tool twice when the stream breaks after its call", async () => {
    const call = responsesEvent.itemDone({
      type: "function_call",
      call_id: "call-1",
      name: "shell",
      arguments: JSON.stringify({ command: ["sh", "-c", "echo ran >> log"] }),
    });
    await using engine = await startEngine([sse.drop(call), sse.say("done")], {
      config: { "model_providers.mock.stream_max_retries": 2 },
    });
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("go"));
    expect(typesOf(events)).toContain("stream_error");
    expect(await readFile(path.join(engine.cwd, "log"), "utf8")).toBe("ran\n");
    const retried = inputOf(engine.model.requests[1]).map((item) => item["type"]);
    expect(retried.slice(-2)).toEqual(["function_call", "function_call_output"]);
  });

  it("keeps its settings when a message joins it, and reports which settings of the message are ignored", async () => {
    await using engine = await startEngine([
      sse.shell(["sh", "-c", "while [ ! -e go ]; do sleep 0.01; done"]),
      sse.say("both"),
    ]);
    await using conversation = await engine.codex.newConversation();
    const settings = { approval_policy: "never", sandbox_policy: { mode: "danger-full-access" } } as const;
    const news: string[] = [];
    for await (const event of conversation.run("first")) {
      if (event.type === "background_event") news.push(event.message);
      if (event.type !== "exec_command_begin") continue;
      const items = [{ type: "text" as const, text: "second" }];
      const common = { type: "user_turn" as const, items, effort: "medium" as const, summary: "auto" as const };
      conversation.conversation.submit({ ...common, ...settings, cwd: engine.cwd, model: "other-model" });
      await conversation.conversation.handled();
      await writeFile(path.join(engine.cwd, "go"), "");
    }
    expect(news).toEqual([expect.stringContaining("settings do not change: the model of the message is ignored")]);
    expect(engine.model.requests.map(({ body }) => Object(body).model)).toEqual(["mock-model", "mock-model"]);
  });

  it("answers input that arrives while the model writes in the same task", async () => {
    await using engine = await startEngine([
      sse.shell(["sh", "-c", "while [ ! -e go ]; do sleep 0.01; done"]),
      sse.say("both"),
    ]);
    await using conversation = await engine.codex.newConversation();
    const types: string[] = [];
    for await (const event of conversation.run("first")) {
      types.push(event.type);
      if (event.type !== "exec_command_begin") continue;
      conversation.conversation.submit({ type: "user_input", items: [{ type: "text", text: "and second" }] });
      await conversation.conversation.handled();
      await (await import("node:fs/promises")).writeFile(path.join(engine.cwd, "go"), "");
    }
    expect(types.filter((type) => type === "task_started")).toHaveLength(1);
    const texts = JSON.stringify(inputOf(engine.model.requests[1]));
    expect(texts).toContain("and second");
  });

  it("explains missing tools and invalid arguments to the model", async () => {
    await using engine = await startEngine([
      sse.call("no_such_tool", {}, "call-1"),
      sse.call("shell", "{not json", "call-2"),
      sse.call("shell", { command: [] }, "call-3"),
      sse.custom("no_such_tool", "text", "call-4"),
      sse.say("ok"),
    ]);
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    const outputs = inputOf(engine.model.requests[4]).filter((item) => String(item["type"]).endsWith("_output"));
    expect(outputs.map((item) => item["output"])).toEqual([
      "unsupported call: no_such_tool",
      expect.stringMatching(/^failed to parse function arguments: /),
      expect.stringMatching(/^failed to parse function arguments: /),
      "unsupported custom tool call: no_such_tool",
    ]);
  });

  it("has its last message once in the rollout, which reads back the same", async () => {
    await using engine = await startEngine([sse.call("shell", { command: ["true"] }), sse.say("the last words")]);
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    const { thread } = conversation.conversation;
    await thread.saved();
    const saved = await readFile(thread.rolloutPath ?? "", "utf8");
    expect(saved.split("the last words")).toHaveLength(2);
    const { turns } = await fileThreadStore(engine.codexHome).read(thread.id);
    expect(turns).toMatchObject([{ status: "completed", finalMessage: "the last words" }]);
  });
});
