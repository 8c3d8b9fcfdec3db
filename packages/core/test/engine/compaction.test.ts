import { fault, sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { collect, inputOf, startEngine, typesOf } from "./start-engine.js";

const plan = { plan: [{ step: "open step", status: "in_progress" }] };
const patch = "*** Begin Patch\n*** Add File: made.txt\n+x\n*** End Patch\n";

describe("compaction", () => {
  it("keeps the last message, the plan, the touched files and the instructions verbatim", async () => {
    await using engine = await startEngine([
      sse.call("update_plan", plan),
      sse.call("apply_patch", { input: patch }, "call-2"),
      sse.say("made it"),
      sse.say("THE SUMMARY"),
      sse.say("after"),
    ]);
    await (await import("node:fs/promises")).writeFile(`${engine.cwd}/AGENTS.md`, "Always whistle.\n");
    await using conversation = await engine.codex.newConversation({ overrides: { includePlanTool: true } });
    await collect(conversation.run("the user's very words"));
    const compacted = await submitAndWait(conversation, "compact");
    expect(compacted).toEqual(["task_started", "token_count", "agent_message", "task_complete"]);
    await collect(conversation.run("then"));
    const { body } = engine.model.requests[4] ?? {};
    expect(inputOf(engine.model.requests[4]).map((item) => item["role"])).toEqual(["assistant", "user"]);
    const instructions = JSON.stringify(body);
    for (const kept of ["the user's very words", "open step", "made.txt", "Always whistle."])
      expect(instructions).toContain(kept);
  });

  it("uses the user's prompt if there is one", async () => {
    await using engine = await startEngine([sse.say("first"), sse.say("THE SUMMARY")], {
      config: { compact_prompt: "Shorten it to three lines." },
    });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("one"));
    await submitAndWait(conversation, "compact");
    const [turn, summary] = engine.model.requests;
    expect(inputOf(summary).at(-1)).toMatchObject({ role: "user", content: [{ text: "Shorten it to three lines." }] });
    expect(Object(summary?.body)["instructions"]).toBe(Object(turn?.body)["instructions"]);
  });

  it("changes nothing when the model gives no summary", async () => {
    await using engine = await startEngine([sse.say("first"), sse.events(...emptyAnswer), sse.say("second")]);
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("one"));
    await submitAndWait(conversation, "compact");
    await collect(conversation.run("two"));
    const texts = JSON.stringify(inputOf(engine.model.requests[2]));
    expect(texts).toContain("one");
    expect(texts).toContain("first");
  });

  it("runs automatically before the window is full, and the turn continues", async () => {
    const usage = { input_tokens: 950, output_tokens: 10, total_tokens: 960 };
    const full = sse.events(
      { type: "response.created", response: { id: "r" } },
      {
        type: "response.output_item.done",
        item: { type: "function_call", call_id: "call-1", name: "shell", arguments: '{"command":["echo","hi"]}' },
      },
      { type: "response.completed", response: { id: "r", usage } },
    );
    await using engine = await startEngine([full, sse.say("SHORT"), sse.say("done")], {
      config: { model_context_window: 1000 },
    });
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("the question"));
    expect(typesOf(events)).toContain("background_event");
    expect(events.at(-1)).toMatchObject({ last_agent_message: "done" });
    const texts = JSON.stringify(inputOf(engine.model.requests[2]));
    expect(texts).toContain("SHORT");
    expect(texts).toContain("the question");
    expect(texts).not.toContain("call-1");
  });

  it("does not run automatically with a window of 0", async () => {
    await using engine = await startEngine([sse.say("one"), sse.say("two")], { config: { model_context_window: 0 } });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("a"));
    expect((await collect(conversation.run("b"))).at(-1)).toMatchObject({ last_agent_message: "two" });
  });

  it("works when the conversation already exceeds the limit", async () => {
    await using engine = await startEngine([
      sse.say("one"),
      sse.say("two"),
      TOO_LONG,
      sse.say("SHORT"),
      sse.say("three"),
    ]);
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("a"));
    await collect(conversation.run("b"));
    expect(await submitAndWait(conversation, "compact")).toContain("task_complete");
    expect((await collect(conversation.run("c"))).at(-1)).toMatchObject({ last_agent_message: "three" });
    expect(inputOf(engine.model.requests[3]).length).toBeLessThan(inputOf(engine.model.requests[2]).length);
  });

  it("sends no output without its call, however much of the history is cut", async () => {
    const calls = [1, 2, 3].map((n) => sse.call("shell", { command: ["echo", `${n}`] }, `call-${n}`));
    await using engine = await startEngine([
      ...calls,
      sse.say("ran"),
      ...Array.from({ length: 3 }, () => TOO_LONG),
      sse.say("SHORT"),
    ]);
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("run them"));
    await submitAndWait(conversation, "compact");
    const requests = engine.model.requests.slice(4).map(inputOf);
    for (const input of requests) {
      const calledBefore = new Set<unknown>();
      for (const item of input) {
        if (item["type"] === "function_call") calledBefore.add(item["call_id"]);
        if (item["type"] === "function_call_output") expect(calledBefore).toContain(item["call_id"]);
      }
    }
    // The first cut was between the second call and its output.
    expect(requests.map((input) => input.filter(isOutput).length)).toEqual([3, 1, 0, 0]);
  });

  it("gives up on a window that is too small for any request", async () => {
    const script = [sse.say("one"), ...Array.from({ length: 40 }, () => TOO_LONG)];
    await using engine = await startEngine(script, { allowLeftover: true });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("a"));
    const events = await collect(conversation.run("b"));
    const message = "too long. Compacting the conversation failed: even the request for a summary is too long";
    expect(events.filter(({ type }) => type === "error")).toMatchObject([{ message }]);
    // The turn's request, the one for a summary, and that one again for each cut.
    expect(engine.model.requests.length).toBe(1 + 1 + 9);
  });

  it("is not tried if there are only the user's own messages", async () => {
    const script = Array.from({ length: 40 }, () => TOO_LONG);
    await using engine = await startEngine(script, { allowLeftover: true });
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("a"));
    expect(events.filter(({ type }) => type === "error")).toMatchObject([{ message: "too long" }]);
    expect(engine.model.requests.length).toBe(1);
  });

  it.each([
    ["that worked", sse.say("SHORT")],
    ["that failed", fault.status(400, { error: { message: "no" } })],
  ])("%s does not run again before the model has counted again", async (_, summary) => {
    const full = { input_tokens: 950, output_tokens: 10, total_tokens: 960 };
    const script = [answer("one", full), summary, answer("two"), answer("three"), answer("four")];
    await using engine = await startEngine(script, { config: { model_context_window: 1000 } });
    await using conversation = await engine.codex.newConversation();
    const last: unknown[] = [];
    for (const text of ["a", "b", "c", "d"]) last.push((await collect(conversation.run(text))).at(-1));
    expect(last).toMatchObject(["one", "two", "three", "four"].map((text) => ({ last_agent_message: text })));
  });

  it("rescues a turn whose request no longer fits", async () => {
    await using engine = await startEngine([sse.say("one"), TOO_LONG, sse.say("SHORT"), sse.say("saved")]);
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("a"));
    const events = await collect(conversation.run("the new question"));
    expect(typesOf(events)).not.toContain("error");
    expect(events.at(-1)).toMatchObject({ last_agent_message: "saved" });
    expect(JSON.stringify(inputOf(engine.model.requests[3]))).toContain("the new question");
  });

  it("that fails when a request does not fit is named in the turn's error", async () => {
    const refused = fault.status(400, { error: { message: "no" } });
    await using engine = await startEngine([sse.say("one"), TOO_LONG, refused]);
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("a"));
    const [error] = (await collect(conversation.run("b"))).filter(({ type }) => type === "error");
    expect(error).toMatchObject({
      message: expect.stringMatching(/^too long\. Compacting the conversation failed: .*no/),
    });
  });

  it("that fails during a turn is reported, and the turn continues", async () => {
    const usage = { input_tokens: 950, output_tokens: 10, total_tokens: 960 };
    const full = sse.events(
      { type: "response.created", response: { id: "r" } },
      { type: "response.output_item.done", item: { type: "message", role: "assistant", content: [] } },
      { type: "response.completed", response: { id: "r", usage } },
    );
    await using engine = await startEngine([full, fault.status(400, { error: { message: "no" } }), sse.say("on")], {
      config: { model_context_window: 1000 },
    });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("one"));
    const events = await collect(conversation.run("two"));
    expect(events.filter((event) => event.type === "background_event")).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ last_agent_message: "on" });
  });

  it("runs before the first request of a resumed session that is too long, and once", async () => {
    await using engine = await startEngine(
      [counted("first", 900), counted("THE SUMMARY", 950), counted("again", 10), counted("on", 10)],
      {
        config: { model_auto_compact_token_limit: 500 },
      },
    );
    const saved = await engine.codex.newConversation();
    await collect(saved.run("one"));
    await saved[Symbol.asyncDispose]();
    for (const text of ["two", "three"]) {
      await using resumed = await engine.codex.resumeConversation(saved.id);
      await collect(resumed.run(text));
    }
    expect(engine.model.requests.map((request) => inputOf(request).at(-1)?.["content"])).toMatchObject([
      [{ text: "one" }],
      [{ text: "Start Summarization" }],
      [{ text: "two" }],
      [{ text: "three" }],
    ]);
  });

  it("does not run again when a session is resumed right after it", async () => {
    await using engine = await startEngine([counted("first", 10), counted("THE SUMMARY", 950), counted("again", 10)], {
      config: { model_auto_compact_token_limit: 500 },
    });
    const saved = await engine.codex.newConversation();
    await collect(saved.run("one"));
    await submitAndWait(saved, "compact");
    await saved[Symbol.asyncDispose]();
    await using resumed = await engine.codex.resumeConversation(saved.id);
    await collect(resumed.run("two"));
    expect(engine.model.requests).toHaveLength(3);
  });

  it("stays in effect for a resumed session", async () => {
    await using engine = await startEngine([sse.say("first"), sse.say("THE SUMMARY"), sse.say("again")]);
    const saved = await engine.codex.newConversation();
    await collect(saved.run("the old question"));
    await submitAndWait(saved, "compact");
    await saved[Symbol.asyncDispose]();
    await using resumed = await engine.codex.resumeConversation(saved.id);
    await collect(resumed.run("go on"));
    const input = JSON.stringify(inputOf(engine.model.requests[2]));
    expect(input).toContain("THE SUMMARY");
    expect(input).not.toContain("the old question");
    expect(JSON.stringify(engine.model.requests[2]?.body)).toContain("the old question");
  });
});

const TOO_LONG = fault.status(400, { error: { code: "context_length_exceeded", message: "too long" } });
const isOutput = (item: Readonly<Record<string, unknown>>) => item["type"] === "function_call_output";

const counted = (text: string, total_tokens: number) =>
  answer(text, { input_tokens: total_tokens, output_tokens: 0, total_tokens });

/** An answer with the tokens that the model counted; some servers do not count. */
const answer = (text: string, usage?: Record<string, number>) =>
  sse.events(
    { type: "response.created", response: { id: "r" } },
    {
      type: "response.output_item.done",
      item: { type: "message", role: "assistant", content: [{ type: "output_text", text }] },
    },
    { type: "response.completed", response: { id: "r", ...(usage && { usage }) } },
  );

const emptyAnswer = [
  { type: "response.created", response: { id: "r" } },
  { type: "response.completed", response: { id: "r" } },
];

type Running = Awaited<ReturnType<Awaited<ReturnType<typeof startEngine>>["codex"]["newConversation"]>>;

async function submitAndWait({ conversation }: Running, type: "compact"): Promise<string[]> {
  const types: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const id = { value: "" };
  using _subscription = conversation.observe({
    onEvent: (event) => {
      types.push(event.msg.type);
      if (event.msg.type === "task_complete" && event.id === id.value) resolve();
    },
  });
  id.value = conversation.submit({ type });
  await promise;
  return types;
}
