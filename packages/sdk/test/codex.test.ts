import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { ModelClient } from "@codex/core";
import { sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { Engine } from "../src/engine.js";
import { InProcessRunner } from "../src/in-process-runner.js";
import { Thread } from "../src/index.js";
import { bodyOf, eventsOf } from "./support/events-of.js";
import { createSdkWorld } from "./support/sdk-world.js";

/** Repeats the last message. */
const parrot: ModelClient = {
  async *stream(prompt) {
    const last = prompt.input.findLast((item) => item.type === "message");
    const text = last?.type === "message" ? JSON.stringify(last.content) : "";
    const content = [{ type: "output_text" as const, text }];
    yield { type: "output-item-done", item: { type: "message", role: "assistant", content } };
    yield { type: "completed", responseId: "r", tokenUsage: undefined };
  },
};

describe("a thread in this process", () => {
  it("rejects missing folders and images before the model is asked", async () => {
    await using world = await createSdkWorld([]);
    const missing = path.join(world.cwd, "missing");
    await expect(world.codex().startThread({ workingDirectory: missing }).run("go")).rejects.toThrow(
      `cannot work in ${missing}: there is no such folder`,
    );
    const here = world.codex().startThread({ workingDirectory: world.cwd });
    await expect(here.run(" \n")).rejects.toThrow("the prompt is empty");
    const input = [{ type: "local_image" as const, path: `${missing}.png` }];
    await expect(world.codex().startThread({ workingDirectory: world.cwd }).run(input)).rejects.toThrow(
      `the image ${missing}.png cannot be sent: there is no such file`,
    );
  });

  it("returns the answer, items and tokens, and continues with the next run", async () => {
    await using world = await createSdkWorld([sse.say("one"), sse.say("two")]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    expect(thread.id).toBeNull();
    expect(await thread.run("first")).toEqual({
      finalResponse: "one",
      items: [{ id: "item_0", type: "agent_message", text: "one" }],
      usage: {
        input_tokens: 120,
        cached_input_tokens: 20,
        cache_write_input_tokens: 0,
        output_tokens: 30,
        reasoning_output_tokens: 10,
      },
    });
    const { id } = thread;
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(
      (
        await thread.run([
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ])
      ).usage?.input_tokens,
    ).toBe(240);
    expect(thread.id).toBe(id);
    for (const text of ["first", "one", "a\\n\\nb"])
      expect(bodyOf(world.model.requests[1])).toContain(`"text":"${text}"`);
    expect(world.model.requests[0]?.headers["originator"]).toBe("codex_sdk_ts");
  });

  it("streams what codex exec --json prints", async () => {
    await using world = await createSdkWorld([sse.shell(["sh", "-c", "echo out; exit 3"]), sse.say("done")]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    const events = await eventsOf(thread, "go");
    expect(events.map(({ type }) => type)).toEqual([
      "thread.started",
      "turn.started",
      "item.started",
      "item.completed",
      "item.completed",
      "turn.completed",
    ]);
    expect(events[3]).toMatchObject({ item: { type: "command_execution", exit_code: 3, aggregated_output: "out\n" } });
  });

  it("closes while idle, and continues where it was", async () => {
    await using world = await createSdkWorld([sse.say("one"), sse.say("two")]);
    const engine = new Engine(world.options());
    const runner = new InProcessRunner({ engine, options: { workingDirectory: world.cwd }, id: null, onDispose() {} });
    await using thread = new Thread(runner, null);
    await thread.run("first");
    const { id } = thread;
    await runner.release();
    expect((await thread.run("second")).usage?.input_tokens).toBe(240);
    expect(thread.id).toBe(id);
    expect(bodyOf(world.model.requests[1])).toContain('"text":"first"');
    await engine[Symbol.asyncDispose]();
  });

  it("is resumed by its id in another program", async () => {
    await using world = await createSdkWorld([sse.say("one"), sse.say("two")]);
    const first = world.codex().startThread({ workingDirectory: world.cwd });
    await first.run("remember this");
    await first[Symbol.asyncDispose]();
    const resumed = world.codex().resumeThread(first.id ?? "", { workingDirectory: world.cwd });
    expect((await resumed.run("and?")).finalResponse).toBe("two");
    expect(bodyOf(world.model.requests[1])).toContain("remember this");
    const unknown = world.codex().resumeThread("67e55044-10b1-426f-9247-bb680e5fe0c8", { workingDirectory: world.cwd });
    await expect(unknown.run("x")).rejects.toMatchObject({ code: "conversation-not-found" });
  });

  it("refuses a folder outside a repository, unless told otherwise", async () => {
    await using world = await createSdkWorld([sse.say("ok")]);
    const workingDirectory = path.join(world.home, "plain");
    await mkdir(workingDirectory);
    const codex = world.codex();
    await expect(codex.startThread({ workingDirectory }).run("x")).rejects.toThrow(/Git repository/);
    const thread = codex.startThread({ workingDirectory, skipGitRepoCheck: true });
    expect((await thread.run("x")).finalResponse).toBe("ok");
  });

  it("passes on a schema and the thread's settings", async () => {
    await using world = await createSdkWorld([sse.say('{"n":1}')]);
    const schema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
    const thread = world.codex().startThread({
      workingDirectory: world.cwd,
      model: "other-model",
      modelReasoningEffort: "low",
      ephemeral: true,
    });
    await thread.run("go", { outputSchema: schema });
    expect(world.model.requests[0]?.body).toMatchObject({ model: "other-model", text: { format: { schema } } });
    expect(existsSync(path.join(world.home, "sessions"))).toBe(false);
    for (const outputSchema of ["no", null, { type: "nonsense" }])
      await expect(thread.run("go", { outputSchema })).rejects.toThrow(/outputSchema/);
  });

  it("asks once more, in the same turn, if the answer does not match the schema", async () => {
    await using world = await createSdkWorld([sse.say('{"n":"one"}'), sse.say('```json\n{"n":1}\n```')]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    const schema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
    const turn = await thread.run("go", { outputSchema: schema });
    expect(turn.finalResponse).toBe('{"n":1}');
    expect(turn.items.map(({ type }) => type)).toEqual(["agent_message", "error", "agent_message"]);
    expect(bodyOf(world.model.requests[1])).toContain("/n must be number");
  });

  it("a turn whose answer does not match the schema fails with its own code", async () => {
    const script = [sse.say("one"), sse.say("two"), sse.say("three"), sse.say("four"), sse.say("fine")];
    await using world = await createSdkWorld(script);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    const outputSchema = { type: "object" };
    await expect(thread.run("go", { outputSchema })).rejects.toMatchObject({
      name: "TurnFailedError",
      code: "schema-mismatch",
    });
    const events = await eventsOf(thread, "go", { outputSchema });
    expect(events.filter(({ type }) => type.startsWith("turn."))).toMatchObject([
      { type: "turn.started" },
      { type: "turn.failed", error: { code: "schema-mismatch" } },
    ]);
    expect((await thread.run("go")).finalResponse).toBe("fine");
  });

  it("leaving the loop while the model is asked once more leaves no turn running", async () => {
    await using world = await createSdkWorld([]);
    const codex = world.codex({ createModelClient: () => parrot });
    const thread = codex.startThread({ workingDirectory: world.cwd });
    const { events } = await thread.runStreamed("go", { outputSchema: { type: "object" } });
    for await (const event of events) if (event.type === "item.completed" && event.item.type === "error") break;
    expect((await thread.run("go on")).finalResponse).toContain("go on");
  });

  it("takes an API key and the URL of the built-in provider", async () => {
    await using world = await createSdkWorld([sse.say("ok")]);
    const config = { model: "gpt-5", model_provider: "openai" };
    const codex = world.codex({ baseUrl: world.model.baseUrl, apiKey: "sk-of-the-program", config });
    await codex.startThread({ workingDirectory: world.cwd }).run("go");
    expect(world.model.requests[0]?.headers["authorization"]).toBe("Bearer sk-of-the-program");
  });
});
