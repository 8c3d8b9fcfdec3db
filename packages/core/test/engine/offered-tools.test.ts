import { existsSync } from "node:fs";
import path from "node:path";
import { responsesEvent, sse } from "@codex/test-support";
import { describe, expect, it, test } from "vitest";
import type { ConfigOverrides } from "../../src/index.js";
import { RESERVED_TOOL_NAMES } from "../../src/specs/reserved-tool-names.js";
import { collect, inputOf, startEngine } from "./start-engine.js";

interface OfferedTool {
  readonly type: string;
  readonly name?: string;
  readonly parameters?: { readonly properties?: object };
}

/** The tools in the model's first request. */
async function offered(config: Record<string, unknown>, overrides: ConfigOverrides = {}): Promise<OfferedTool[]> {
  await using engine = await startEngine([sse.say("ok")], { config, overrides });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  return Object(engine.model.requests[0]?.body).tools;
}

const names = (tools: readonly OfferedTool[]) =>
  tools.map(({ type, name }) => (name === undefined ? type : `${type} ${name}`));

describe("the tools that a model is offered", () => {
  it.each([
    [{}, {}, ["function shell"]],
    [{ model: "codex-mini-latest" }, {}, ["local_shell"]],
    [{ model: "codex-mini-latest", approval_policy: "on-request" }, {}, ["function shell"]],
    [{ features: { shell_tool: false } }, { includePlanTool: true }, ["function update_plan"]],
    [{ experimental_use_exec_command_tool: true }, {}, ["function exec_command", "function write_stdin"]],
    [
      { tools: { web_search: true } },
      { includePlanTool: true },
      ["function shell", "function update_plan", "web_search"],
    ],
    [{}, { includeApplyPatchTool: true }, ["function shell", "custom apply_patch"]],
    [{ model: "gpt-oss:20b" }, { includeApplyPatchTool: true }, ["function shell", "function apply_patch"]],
  ])("depend on the settings: %j %j", async (config, overrides, expected) => {
    expect(names(await offered(config, overrides))).toEqual(expected);
  });

  it.each([
    ["read-only", ["with_escalated_permissions", "justification"]],
    ["danger-full-access", []],
    ["workspace-write", ["with_escalated_permissions", "justification"]],
  ])("let it ask to leave the sandbox if that can help: %s", async (sandbox_mode, asking) => {
    const [shell] = await offered({ approval_policy: "on-request", sandbox_mode });
    expect(Object.keys(shell?.parameters?.properties ?? {})).toEqual(["command", "workdir", "timeout_ms", ...asking]);
  });
});

test("none of our tools has a name that an embedding program's tool could have", async () => {
  const all = await Promise.all([
    offered({ tools: { web_search: true } }, { includePlanTool: true, includeApplyPatchTool: true }),
    offered({ experimental_use_exec_command_tool: true }),
    offered({ model: "codex-mini-latest" }),
  ]);
  const ours = all.flat().map(({ type, name }) => name ?? type);
  expect(ours.filter((name) => !RESERVED_TOOL_NAMES.has(name))).toEqual([]);
});

test("a call of a missing tool, with text for a tool without arguments, or with another namespace: each error is explained", async () => {
  const calls = [
    { type: "function_call", call_id: "a", name: "nothing", arguments: "{}" },
    { type: "function_call", call_id: "b", name: "shell", namespace: "group", arguments: '{"command":["true"]}' },
    { type: "custom_tool_call", call_id: "c", name: "shell", input: "true" },
    { type: "function_call", call_id: "d", name: "update_plan", arguments: '{"plan":7}' },
  ];
  await using engine = await startEngine([
    sse.events(...calls.map((call) => responsesEvent.itemDone(call)), responsesEvent.completed()),
    sse.say("ok"),
  ]);
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const outputs = inputOf(engine.model.requests[1]).flatMap(({ output }) => (output === undefined ? [] : [output]));
  expect(outputs).toEqual([
    "unsupported call: nothing",
    "unsupported call: group.shell",
    "unsupported custom tool call: shell",
    "failed to parse function arguments: plan: Invalid input: expected array",
  ]);
});

test("tools that the user has disabled cannot be called either, by any of their names", async () => {
  const write = ["bash", "-c", "echo ran > ran.txt"];
  const calls = [
    ...["shell", "container.exec", "local_shell"].map((name) => ({
      name,
      arguments: JSON.stringify({ command: write }),
    })),
    { name: "exec_command", arguments: JSON.stringify({ cmd: "echo ran > ran.txt" }) },
    { name: "write_stdin", arguments: JSON.stringify({ session_id: 1, chars: "x" }) },
    { name: "view_image", arguments: JSON.stringify({ path: "dot.png" }) },
  ].map((call, index) => ({ type: "function_call", call_id: `call-${index}`, ...call }));
  const ofItsKind = {
    type: "local_shell_call",
    call_id: "kind",
    status: "completed",
    action: { type: "exec", command: write },
  };
  await using engine = await startEngine(
    [
      sse.events(...[...calls, ofItsKind].map((call) => responsesEvent.itemDone(call)), responsesEvent.completed()),
      sse.say("ok"),
    ],
    { config: { features: { shell_tool: false, view_image: false } } },
  );
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const outputs = inputOf(engine.model.requests[1]).flatMap(({ output }) => (output === undefined ? [] : [output]));
  expect(outputs).toEqual([...calls.map(({ name }) => `unsupported call: ${name}`), "unsupported call: local_shell"]);
  expect(existsSync(path.join(engine.cwd, "ran.txt"))).toBe(false);
});
