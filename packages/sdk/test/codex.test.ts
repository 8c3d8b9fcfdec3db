import { existsSync, writeFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { defineTool, type ModelClient } from "@codex/core";
import { fault, sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { checkedEvent } from "../../exec/test/support/exec-event.js";
import { Engine } from "../src/engine.js";
import { InProcessRunner } from "../src/in-process-runner.js";
import { Codex, type Input, Thread, type ThreadEvent, TurnFailedError, type TurnOptions } from "../src/index.js";
import { createSdkWorld } from "./support/sdk-world.js";

/** All events of a turn, each checked against the schema of `codex exec --json`. */
async function eventsOf(thread: Thread, input: Input, options?: TurnOptions): Promise<ThreadEvent[]> {
  const seen: ThreadEvent[] = [];
  for await (const event of (await thread.runStreamed(input, options)).events) {
    checkedEvent(event);
    seen.push(event);
  }
  return seen;
}

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

const bodyOf = (request: { readonly body: unknown } | undefined) => JSON.stringify(request?.body);

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

describe("what ends a turn early", () => {
  it("a failed turn throws a typed error from run(), and ends runStreamed() with its event", async () => {
    const refusal = () =>
      fault.status(429, { error: { type: "usage_limit_reached", message: "x", resets_in_seconds: 60 } });
    await using world = await createSdkWorld([refusal(), refusal()]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    const error = await thread.run("go").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TurnFailedError);
    expect(error).toMatchObject({ code: "usage-limit-reached", resetsAt: expect.any(Number) });
    expect((await eventsOf(thread, "go")).at(-1)).toMatchObject({
      type: "turn.failed",
      error: { code: "usage-limit-reached" },
    });
  });

  it("aborting the signal: run() throws its reason and the command is killed", async () => {
    await using world = await createSdkWorld([sse.shell(["sh", "-c", "touch begun; sleep 86399"]), sse.say("on")]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    const stop = new AbortController();
    const { events } = await thread.runStreamed("go", { signal: stop.signal });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of events) {
        seen.push(event.type);
        if (event.type === "item.started") stop.abort(new Error("enough"));
      }
    })();
    await expect(reading).rejects.toThrow("enough");
    expect(seen).not.toContain("error");
    await expect(thread.run("x", { signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
    expect((await thread.run("go on")).finalResponse).toBe("on");
  });

  it("leaving the loop", async () => {
    await using world = await createSdkWorld([sse.shell(["sleep", "86399"]), sse.say("on")]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    for await (const event of (await thread.runStreamed("go")).events) if (event.type === "item.started") break;
    expect((await thread.run("go on")).finalResponse).toBe("on");
  });

  it("a second concurrent turn is refused; steering adds to the running one", async () => {
    await using world = await createSdkWorld([sse.shell(["echo", "hi"]), sse.say("done")]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    await expect(thread.steer("x")).rejects.toMatchObject({ code: "request-invalid" });
    for await (const event of (await thread.runStreamed("go")).events) {
      if (event.type !== "item.started") continue;
      await expect(thread.run("me too")).rejects.toMatchObject({ code: "request-invalid" });
      await thread.steer("also look there");
    }
    expect(bodyOf(world.model.requests[1])).toContain("also look there");
  });
});

describe("beyond codex-sdk", () => {
  it("asks the program, and denies without an answer", async () => {
    const calls = ["a", "b", "c"].map((name) => sse.shell(["touch", name], {}, `call-${name}`));
    await using world = await createSdkWorld([...calls, sse.say("ok")]);
    const asked: unknown[] = [];
    const codex = world.codex({
      onApproval: (request) => {
        asked.push(request.kind);
        if (asked.length === 1) return "approve";
        if (asked.length === 2) return "deny";
        throw new Error("nobody is there");
      },
    });
    await codex.startThread({ workingDirectory: world.cwd, approvalPolicy: "untrusted" }).run("go");
    expect(asked).toEqual(["command", "command", "command"]);
    expect(["a", "b", "c"].map((name) => existsSync(path.join(world.cwd, name)))).toEqual([true, false, false]);
  });

  it("saves a rule if the program says so, and stops asking about commands with that prefix", async () => {
    const touch = (name: string) => sse.shell(["touch", name]);
    await using world = await createSdkWorld([touch("a"), touch("a"), sse.shell(["mkdir", "b"]), sse.say("ok")]);
    const asked: unknown[] = [];
    const codex = world.codex({
      onApproval: (request) => {
        asked.push(request.kind === "command" && request.proposedRule);
        return asked.length === 1 ? "approve-from-now-on" : "deny";
      },
    });
    await codex.startThread({ workingDirectory: world.cwd, approvalPolicy: "untrusted" }).run("go");
    expect(asked).toEqual([
      ["touch", "a"],
      ["mkdir", "b"],
    ]);
    const rules = await readFile(path.join(world.home, "rules", "default.rules"), "utf8");
    expect(rules).toBe('prefix_rule(pattern=["touch", "a"], decision="allow")\n');
  });

  it("shows the program the commands that could run, the files and changes of a patch, and whether the network is open", async () => {
    const patch = "*** Begin Patch\n*** Add File: new.txt\n+hello\n*** Delete File: old.txt\n*** End Patch";
    const script = "cat old.txt && sudo rm -rf $(pwd)";
    await using world = await createSdkWorld([
      sse.shell(["bash", "-lc", script]),
      sse.shell(["apply_patch", patch]),
      sse.say("ok"),
    ]);
    writeFileSync(path.join(world.cwd, "old.txt"), "bye\n");
    const asked: unknown[] = [];
    const codex = world.codex({
      onApproval: (request) => {
        asked.push(request);
        return "deny";
      },
    });
    const options = { workingDirectory: world.cwd, approvalPolicy: "untrusted", sandboxMode: "read-only" } as const;
    await codex.startThread(options).run("go");
    const [created, deleted] = [path.join(world.cwd, "new.txt"), path.join(world.cwd, "old.txt")];
    expect(asked).toMatchObject([
      { kind: "command", commands: [["cat", "old.txt"], ["rm", "-rf", "$(pwd)"], ["pwd"]] },
      {
        kind: "patch",
        paths: [created, deleted],
        diff: `--- /dev/null\n+++ ${created}\n@@ -0,0 +1,1 @@\n+hello\n--- ${deleted}\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-bye\n`,
      },
    ]);
    expect(asked[0]).toHaveProperty("network");
  });

  it("offers tools written in TypeScript", async () => {
    await using world = await createSdkWorld([sse.call("weather", { town: "Oslo" }), sse.say("clear")]);
    const weather = defineTool({
      name: "weather",
      description: "The weather of a town.",
      parameters: z.object({ town: z.string() }),
      run: ({ town }) => ({ town, sky: "clear" }),
    });
    await world
      .codex({ tools: [weather] })
      .startThread({ workingDirectory: world.cwd })
      .run("weather?");
    expect(bodyOf(world.model.requests[1])).toContain('{\\"town\\":\\"Oslo\\",\\"sky\\":\\"clear\\"}');
  });

  it("accepts the program's own model, and runs 200 threads at once", async () => {
    await using world = await createSdkWorld([]);
    const codex = world.codex({ createModelClient: () => parrot });
    const runs = Array.from({ length: 200 }, async (_, index) => {
      const thread = codex.startThread({ workingDirectory: world.cwd });
      return { id: thread.id, answer: (await thread.run(`prompt-${index}.`)).finalResponse };
    });
    for (const [index, { answer }] of (await Promise.all(runs)).entries()) expect(answer).toContain(`prompt-${index}.`);
  });

  it("ends everything it started when it is disposed", async () => {
    await using world = await createSdkWorld([sse.shell(["sleep", "86399"])]);
    const codex = world.codex();
    const thread = codex.startThread({ workingDirectory: world.cwd });
    const { events } = await thread.runStreamed("go");
    for (;;) if ((await events.next()).value?.type === "item.started") break;
    await codex[Symbol.asyncDispose]();
    const rest: string[] = [];
    for await (const event of events) rest.push(event.type);
    expect(rest.at(-1)).toBe("turn.failed");
    await expect(thread.run("x")).rejects.toMatchObject({ code: "conversation-ended" });
  });

  it("refuses options that need the engine in this process when another program is to run", () => {
    const here = [{ onApproval: () => "deny" as const }, { onQuestions: () => ({}) }, { tools: [] }];
    for (const options of here)
      expect(() => new Codex({ codexPathOverride: "/usr/bin/codex", ...options })).toThrow(/codexPathOverride/);
  });
});
