import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { EventMsg } from "@codex/protocol";
import { responsesEvent, type ScriptedCall, sse, TemporaryFolder } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { collect, inputOf, startEngine, type TestEngineOptions } from "./start-engine.js";

const { created, itemDone } = responsesEvent;

/** An engine with a model from a catalog. */
async function startWithCatalog(
  folder: TemporaryFolder,
  script: Parameters<typeof startEngine>[0],
  { callsInParallel = true, config, ...options }: TestEngineOptions & { readonly callsInParallel?: boolean } = {},
) {
  const file = path.join(folder.path, "models.json");
  const model = {
    slug: "mock-model",
    shell_type: "unified_exec",
    apply_patch_tool_type: "freeform",
    supports_parallel_tool_calls: callsInParallel,
  };
  writeFileSync(file, JSON.stringify({ models: [model] }));
  return startEngine(script, { ...options, config: { model_catalog_json: file, ...config } });
}

const command = (cmd: string, more: Readonly<Record<string, unknown>> = {}): ScriptedCall => ({
  name: "exec_command",
  arguments: { cmd, ...more },
});
/** A call that completes once the command with the other name is running, too. */
const meeting = (name: string, other: string): ScriptedCall =>
  command(`touch ${name}; until [ -e ${other} ]; do sleep 0.01; done; echo met ${other}`);
const PATCH = "*** Begin Patch\n*** Add File: added.txt\n+added\n*** End Patch\n";

const callsIn = (request: { readonly body: unknown } | undefined) =>
  inputOf(request).flatMap(({ type, call_id }) => (call_id === undefined ? [] : [`${type} ${call_id}`]));
const outputOf = (request: { readonly body: unknown } | undefined, callId: string): unknown =>
  inputOf(request).find(({ type, call_id }) => String(type).endsWith("_output") && call_id === callId)?.["output"];
const stepsOf = (events: readonly EventMsg[]) =>
  events.flatMap((event) =>
    /^(exec_command|patch_apply|mcp_tool_call)_(begin|end)$/.test(event.type) ? [event.type] : [],
  );

describe("the calls of one answer", () => {
  it("run in parallel; the model gets all outputs after the calls, in their order", async () => {
    using folder = new TemporaryFolder();
    await using engine = await startWithCatalog(folder, [
      sse.calls(meeting("one", "two"), meeting("two", "one")),
      sse.say("done"),
      sse.say("more"),
    ]);
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    await collect(conversation.run("again"));
    for (const request of engine.model.requests.slice(1)) {
      expect(callsIn(request)).toEqual([
        "function_call call-1",
        "function_call call-2",
        "function_call_output call-1",
        "function_call_output call-2",
      ]);
      expect(outputOf(request, "call-1")).toMatch(/met two\n$/);
      expect(outputOf(request, "call-2")).toMatch(/met one\n$/);
    }
  });

  it("are reported before the answer's token usage", async () => {
    using folder = new TemporaryFolder();
    const script = [sse.calls(command("sleep 0.1"), command("sleep 0.1")), sse.say("done")];
    await using engine = await startWithCatalog(folder, script);
    await using conversation = await engine.codex.newConversation();
    const types = (await collect(conversation.run("go"))).map(({ type }) => type);
    const counted = types.indexOf("token_count");
    expect(types.slice(0, counted).filter((type) => type === "exec_command_end")).toHaveLength(2);
  });

  it("run one after the other for a model without parallel tool calls", async () => {
    using folder = new TemporaryFolder();
    const script = [sse.calls(command("echo a"), command("echo b")), sse.say("done")];
    await using engine = await startWithCatalog(folder, script, { callsInParallel: false });
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("go"));
    expect(stepsOf(events)).toEqual([
      "exec_command_begin",
      "exec_command_end",
      "exec_command_begin",
      "exec_command_end",
    ]);
    expect(callsIn(engine.model.requests[1])).toEqual([
      "function_call call-1",
      "function_call_output call-1",
      "function_call call-2",
      "function_call_output call-2",
    ]);
  });

  it("run one at a time around a patch, including a command that is one", async () => {
    using folder = new TemporaryFolder();
    await using engine = await startWithCatalog(folder, [
      sse.calls(
        command("sleep 0.2; ls"),
        { name: "apply_patch", arguments: { input: PATCH } },
        command(`apply_patch <<'EOF'\n${PATCH.replaceAll("added", "other")}EOF\n`),
        command("ls"),
      ),
      sse.say("done"),
    ]);
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("go"));
    const steps = ["exec_command", "patch_apply", "patch_apply", "exec_command"];
    expect(stepsOf(events)).toEqual(steps.flatMap((step) => [`${step}_begin`, `${step}_end`]));
    const [, next] = engine.model.requests;
    expect(outputOf(next, "call-1")).not.toMatch("added.txt");
    expect(outputOf(next, "call-4")).toMatch(/added.txt\nother.txt\n$/);
  });

  it("ask in parallel, and each answer is for its own call", async () => {
    using folder = new TemporaryFolder();
    const bothAsked = Promise.withResolvers<void>();
    const asked: string[] = [];
    const outside = { sandbox_permissions: "require_escalated", justification: "it must" };
    await using engine = await startWithCatalog(
      folder,
      [sse.calls(command("echo a > one", outside), command("echo b > two", outside)), sse.say("done")],
      {
        config: { approval_policy: "on-request", sandbox_mode: "read-only" },
        async onApproval({ call_id }) {
          asked.push(call_id);
          if (asked.length === 2) bothAsked.resolve();
          await bothAsked.promise;
          return call_id === "call-1" ? "denied" : "approved";
        },
      },
    );
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    expect(asked.toSorted()).toEqual(["call-1", "call-2"]);
    expect(outputOf(engine.model.requests[1], "call-1")).toBe("exec command rejected by user");
    expect(await readFile(path.join(engine.cwd, "two"), "utf8")).toBe("b\n");
  });

  it("are counted with their answer when an interrupt stops them", async () => {
    using folder = new TemporaryFolder();
    await using engine = await startWithCatalog(folder, [sse.calls(command("echo runs; sleep 600"))]);
    await using conversation = await engine.codex.newConversation();
    const stop = new AbortController();
    const types: string[] = [];
    for await (const { type } of conversation.run("go", { signal: stop.signal })) {
      types.push(type);
      if (type === "exec_command_output_delta") stop.abort();
    }
    expect(types.slice(types.lastIndexOf("token_count"))).toEqual(["token_count", "turn_aborted"]);
  });

  it("all end at an interrupt; completed ones keep their outputs", async () => {
    using folder = new TemporaryFolder();
    await using engine = await startWithCatalog(folder, [
      sse.calls(command("sleep 600"), command("echo kept"), command("sleep 600"), {
        name: "apply_patch",
        arguments: { input: PATCH },
      }),
      sse.say("after"),
    ]);
    await using conversation = await engine.codex.newConversation();
    const stop = new AbortController();
    const events: EventMsg[] = [];
    for await (const event of conversation.run("go", { signal: stop.signal })) {
      events.push(event);
      const begun = stepsOf(events).filter((step) => step === "exec_command_begin");
      const ended = stepsOf(events).filter((step) => step === "exec_command_end");
      if (begun.length === 3 && ended.length === 1) stop.abort();
    }
    await collect(conversation.run("again"));
    const [, next] = engine.model.requests;
    expect(outputOf(next, "call-1")).toBe("aborted");
    expect(outputOf(next, "call-2")).toMatch(/kept\n$/);
    expect(outputOf(next, "call-3")).toBe("aborted");
    expect(outputOf(next, "call-4")).toBe("aborted");
  });

  it("finish when the stream breaks, and are not repeated by the retry", async () => {
    using folder = new TemporaryFolder();
    const call = (callId: string, cmd: string) =>
      itemDone({ type: "function_call", call_id: callId, name: "exec_command", arguments: JSON.stringify({ cmd }) });
    const [one, two] = [
      call("one", "until [ -s log ]; do sleep 0.01; done; echo one >> log"),
      call("two", "echo two >> log"),
    ];
    await using engine = await startWithCatalog(
      folder,
      [sse.drop(one, two), sse.events(created(), one, two, responsesEvent.completed()), sse.say("done")],
      { config: { "model_providers.mock.stream_max_retries": 1 } },
    );
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    expect(await readFile(path.join(engine.cwd, "log"), "utf8")).toBe("two\none\n");
    const all = ["function_call one", "function_call two", "function_call_output one", "function_call_output two"];
    for (const request of engine.model.requests.slice(1)) expect(callsIn(request)).toEqual(all);
  });

  it("of an MCP server run in parallel if it says that it supports that", async () => {
    using folder = new TemporaryFolder();
    const meet = { name: "meet", namespace: "mcp__meeting", arguments: {} };
    await using engine = await startWithCatalog(folder, [sse.calls(meet, meet), sse.say("done")], {
      config: {
        mcp_servers: {
          meeting: {
            command: process.execPath,
            args: [path.resolve(import.meta.dirname, "../fixtures/meeting-server.mjs")],
            startup_timeout_sec: 100,
            supports_parallel_tool_calls: true,
          },
        },
      },
    });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    expect(outputOf(engine.model.requests[1], "call-1")).toBe("met");
    expect(outputOf(engine.model.requests[1], "call-2")).toBe("met");
  });

  it("of another MCP server run one after the other, except for read-only ones", async () => {
    using folder = new TemporaryFolder();
    const env = { name: "env", namespace: "mcp__kit", arguments: {} };
    await using engine = await startWithCatalog(folder, [sse.calls(env, env), sse.say("done")], {
      config: {
        mcp_servers: {
          kit: {
            command: process.execPath,
            args: [path.resolve(import.meta.dirname, "../../../mcp-client/test/fixtures/tool-server.mjs")],
            startup_timeout_sec: 100,
          },
        },
      },
    });
    await using conversation = await engine.codex.newConversation();
    const steps = stepsOf(await collect(conversation.run("go")));
    expect(steps).toEqual(["mcp_tool_call_begin", "mcp_tool_call_end", "mcp_tool_call_begin", "mcp_tool_call_end"]);
  });
});
