import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, inputOf, startEngine, typesOf } from "./start-engine.js";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const KIT = {
  command: process.execPath,
  args: [path.resolve(import.meta.dirname, "../../../mcp-client/test/fixtures/tool-server.mjs")],
  startup_timeout_sec: 100,
};

const MODEL = {
  slug: "mock-model",
  shell_type: "unified_exec",
  apply_patch_tool_type: "freeform",
  supports_parallel_tool_calls: true,
  supports_reasoning_summaries: true,
  base_instructions: "Be a scripted model.",
};

function catalogConfig(folder: TemporaryFolder, entry: object = MODEL) {
  const file = path.join(folder.path, "models.json");
  writeFileSync(file, JSON.stringify({ models: [entry] }));
  return { model_catalog_json: file };
}

const bodyOf = (request: { readonly body: unknown } | undefined): Record<string, unknown> => Object(request?.body);
const outputOf = (request: { readonly body: unknown } | undefined, callId: string): unknown =>
  inputOf(request).find((item) => item["type"] === "function_call_output" && item["call_id"] === callId)?.["output"];

test("a model of a catalog is called as its entry says", async () => {
  using folder = new TemporaryFolder();
  await using engine = await startEngine([sse.say("ok")], {
    config: {
      ...catalogConfig(folder),
      developer_instructions: "Speak French.",
      tools: { update_plan: { enabled: true } },
      mcp_servers: { kit: KIT },
    },
  });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const body = bodyOf(engine.model.requests[0]);
  expect(body).toMatchObject({ store: false, parallel_tool_calls: true, include: ["reasoning.encrypted_content"] });
  expect(body["instructions"]).toBeUndefined();
  expect(inputOf(engine.model.requests[0]).slice(0, 2)).toMatchObject([
    { role: "developer", content: [{ text: "Be a scripted model." }] },
    { role: "developer", content: [{ text: "Speak French." }] },
  ]);
  const tools = Object(body["tools"]) as { type: string; name: string; tools?: { name: string }[] }[];
  expect(tools.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "function exec_command",
    "function write_stdin",
    "function update_plan",
    "function request_user_input",
    "custom apply_patch",
    "function view_image",
    "namespace mcp__kit",
    "namespace multi_agent_v1",
  ]);
  expect(tools.at(-2)).toMatchObject({ description: "Sums are done with add." });
  expect(tools.at(-2)?.tools?.map(({ name }) => name)).toContain("add");
});

test("the command tools for a model do not change with the policies, for the provider's cache", async () => {
  using folder = new TemporaryFolder();
  await using engine = await startEngine([sse.say("ok"), sse.say("ok")], { config: catalogConfig(folder) });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  await conversation.conversation.thread.configure({
    approvalPolicy: "on-request",
    sandboxPolicy: { mode: "read-only" },
  });
  await collect(conversation.run("go"));
  const [before, after] = engine.model.requests.map((request) => JSON.stringify(bodyOf(request)["tools"]));
  expect(after).toBe(before);
  expect(before).toContain('"require_escalated"');
});

test("tools that an entry does not ask for are not offered", async () => {
  using folder = new TemporaryFolder();
  const entry = { slug: "mock-model", input_modalities: ["text"] };
  await using engine = await startEngine([sse.say("ok")], { config: catalogConfig(folder, entry) });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const tools = Object(bodyOf(engine.model.requests[0])["tools"]) as { name: string }[];
  expect(tools.map(({ name }) => name)).toEqual(["shell", "request_user_input", "multi_agent_v1"]);
});

test.each([
  [{}, { web_search: "live" }, { external_web_access: true }],
  [{}, { web_search: "cached", sandbox_mode: "read-only" }, { external_web_access: false }],
  [{}, { web_search: "cached" }, { external_web_access: true }],
  [{}, { web_search: "indexed" }, { external_web_access: true, indexed_web_access: true }],
  [{}, { web_search: "disabled", tools: { web_search: true } }, undefined],
  [
    { web_search_tool_type: "text_and_image" },
    {
      sandbox_mode: "read-only",
      tools: { web_search: { context_size: "high", allowed_domains: ["a.com"], location: { country: "DE" } } },
    },
    {
      external_web_access: false,
      filters: { allowed_domains: ["a.com"] },
      search_context_size: "high",
      user_location: { type: "approximate", country: "DE" },
      search_content_types: ["text", "image"],
    },
  ],
])("searches follow the configuration: %j %j", async (entry, config, expected) => {
  using folder = new TemporaryFolder();
  const catalog = catalogConfig(folder, { ...MODEL, ...entry });
  await using engine = await startEngine([sse.say("ok")], { config: { ...catalog, ...config } });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const tools: { type: string }[] = Object(bodyOf(engine.model.requests[0])["tools"]);
  expect(tools.find(({ type }) => type === "web_search")).toEqual(expected && { type: "web_search", ...expected });
});

test.each([
  [{ tools: { web_search: true }, sandbox_mode: "read-only" }, {}],
  [{ web_search: "live" }, {}],
  [{ web_search: "cached", sandbox_mode: "read-only" }, { external_web_access: false }],
  [{ web_search: "indexed" }, { external_web_access: true, indexed_web_access: true }],
  [
    { tools: { web_search: { allowed_domains: ["a.com"] } }, sandbox_mode: "read-only" },
    { external_web_access: false, filters: { allowed_domains: ["a.com"] } },
  ],
])("searches of a model in no catalog are as narrow as the configuration says: %j", async (config, expected) => {
  await using engine = await startEngine([sse.say("ok")], { config });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const tools: { type: string }[] = Object(bodyOf(engine.model.requests[0])["tools"]);
  expect(tools.find(({ type }) => type === "web_search")).toEqual({ type: "web_search", ...expected });
});

test("a model that runs no commands has no tool for them, and images can be disabled", async () => {
  using folder = new TemporaryFolder();
  const config = { ...catalogConfig(folder, { ...MODEL, shell_type: "disabled" }), features: { view_image: false } };
  await using engine = await startEngine([sse.say("ok")], { config });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const tools: { name: string }[] = Object(bodyOf(engine.model.requests[0])["tools"]);
  expect(tools.map(({ name }) => name)).toEqual(["request_user_input", "apply_patch", "multi_agent_v1"]);
});

test("a tool in a namespace is called by namespace and name", async () => {
  using folder = new TemporaryFolder();
  const call = { callId: "c1", namespace: "mcp__kit", name: "add", arguments: { a: 1, b: 2 } };
  const unknown = { ...call, callId: "c2", name: "absent" };
  await using engine = await startEngine([sse.calls(call, unknown), sse.say("ok")], {
    config: { ...catalogConfig(folder), mcp_servers: { kit: KIT } },
  });
  await using conversation = await engine.codex.newConversation();
  const events = await collect(conversation.run("go"));
  expect(events).toContainEqual(
    expect.objectContaining({ type: "mcp_tool_call_begin", invocation: expect.objectContaining({ server: "kit" }) }),
  );
  expect(outputOf(engine.model.requests[1], "c1")).toContain("3");
  expect(outputOf(engine.model.requests[1], "c2")).toBe("unsupported call: mcp__kit.absent");
});

test("a command without a terminal gets no input and no carriage returns", async () => {
  using folder = new TemporaryFolder();
  const script = "test -t 1 && echo terminal; read x; echo got $x; echo oops >&2; pwd";
  await using engine = await startEngine(
    [sse.call("exec_command", { cmd: script, workdir: "sub", login: false }, "c1"), sse.say("ok")],
    { config: catalogConfig(folder) },
  );
  mkdirSync(path.join(engine.cwd, "sub"));
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const output = String(outputOf(engine.model.requests[1], "c1"));
  expect(output).toMatch(/Process exited with code 0\nOutput:\n/);
  expect(output).toContain("got\n");
  expect(output).toContain("oops\n");
  expect(output).toContain(`${path.join(engine.cwd, "sub")}\n`);
  expect(output).not.toContain("terminal");
});

test("a command with a terminal accepts input; one on pipes reports that it cannot", async () => {
  using folder = new TemporaryFolder();
  await using engine = await startEngine(
    [
      sse.call("exec_command", { cmd: "read x; echo got $x", tty: true, yield_time_ms: 250, login: false }, "c1"),
      sse.call("write_stdin", { session_id: 0, chars: "it\n", yield_time_ms: 100_000 }, "c2"),
      sse.call("exec_command", { cmd: "sleep 60", yield_time_ms: 250, login: false }, "c3"),
      sse.call("write_stdin", { session_id: 1, chars: "it\n" }, "c4"),
      sse.say("ok"),
    ],
    { config: catalogConfig(folder) },
  );
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  expect(outputOf(engine.model.requests[2], "c2")).toMatch(/code 0\nOutput:\n(?:.*\n)*.*got it/);
  expect(outputOf(engine.model.requests[4], "c4")).toContain("takes no input");
});

test.each([
  ["the model's limit", { truncation_policy: { mode: "tokens", limit: 200 } }, {}, 800],
  ["the user's limit", { truncation_policy: { mode: "tokens", limit: 5 } }, { tool_output_token_limit: 300 }, 1200],
])("%s holds whatever the model wishes", async (_, entry, config, limit) => {
  using folder = new TemporaryFolder();
  const wish = { cmd: "seq 1 1000", max_output_tokens: 100_000, login: false };
  const long = { callId: "c2", namespace: "mcp__kit", name: "env", arguments: {} };
  await using engine = await startEngine([sse.call("exec_command", wish, "c1"), sse.calls(long), sse.say("ok")], {
    config: {
      ...catalogConfig(folder, { ...MODEL, ...entry }),
      ...config,
      mcp_servers: { kit: { ...KIT, env: { LONG: "word ".repeat(1000) } } },
    },
  });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const [, shown = ""] = /Output:\n([\s\S]*)$/.exec(String(outputOf(engine.model.requests[1], "c1"))) ?? [];
  expect(shown).toContain("tokens truncated");
  expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(limit);
  const result = String(outputOf(engine.model.requests[2], "c2"));
  expect(result).toContain("omitted");
  expect(Buffer.byteLength(result)).toBeLessThanOrEqual(limit);
});

test("a conversation is compacted where the catalog says", async () => {
  using folder = new TemporaryFolder();
  const config = catalogConfig(folder, { ...MODEL, context_window: 1_000_000, auto_compact_token_limit: 1 });
  await using engine = await startEngine([sse.say("one"), sse.say("the summary"), sse.say("two")], { config });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("first"));
  await collect(conversation.run("second"));
  expect(JSON.stringify(inputOf(engine.model.requests[2]))).toContain("the summary");
});

test.each([
  [{}, 190_000, 175_000, false],
  [{ effective_context_window_percent: 90 }, 180_000, 180_000, true],
  [{ effective_context_window_percent: 50 }, 100_000, 100_000, true],
  [{ effective_context_window_percent: -1 }, 190_000, 175_000, false],
])("conversations get a share of the window, with %j %i tokens", async (share, window, used, isCompacted) => {
  using folder = new TemporaryFolder();
  const usage = { input_tokens: used, output_tokens: 0, total_tokens: used };
  const answer = sse.events({ type: "response.completed", response: { id: "r", usage } });
  const later = isCompacted ? [sse.say("summary"), sse.say("two")] : [sse.say("two")];
  await using engine = await startEngine([answer, ...later], {
    config: catalogConfig(folder, { ...MODEL, context_window: 200_000, ...share }),
  });
  await using conversation = await engine.codex.newConversation();
  expect((await collect(conversation.run("first")))[0]).toMatchObject({ model_context_window: window });
  await collect(conversation.run("second"));
  expect(engine.model.requests.length).toBe(1 + later.length);
});

test("before a switch to a model with less room, the larger one shortens the conversation", async () => {
  using folder = new TemporaryFolder();
  const file = path.join(folder.path, "models.json");
  const models = [
    { ...MODEL, context_window: 1_000_000 },
    { ...MODEL, slug: "small", context_window: 10 },
  ];
  writeFileSync(file, JSON.stringify({ models }));
  await using engine = await startEngine([sse.say("one"), sse.say("the summary"), sse.say("two")], {
    config: { model_catalog_json: file },
  });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("first"));
  await conversation.conversation.thread.configure({ model: "small" });
  await collect(conversation.run("second"));
  const asked = engine.model.requests.map((request) => bodyOf(request)["model"]);
  expect(asked).toEqual(["mock-model", "mock-model", "small"]);
});

test("a command gets some time to print, however short the model's wait is", async () => {
  using folder = new TemporaryFolder();
  const hasty = { yield_time_ms: 0, login: false };
  await using engine = await startEngine(
    [
      sse.call("exec_command", { cmd: "echo one", ...hasty }, "c1"),
      sse.call("exec_command", { cmd: "echo up; read x; sleep 0.3; echo two", tty: true, ...hasty }, "c2"),
      sse.call("write_stdin", { session_id: 1, chars: "\n", yield_time_ms: 0 }, "c3"),
      sse.call("write_stdin", { session_id: 1, yield_time_ms: 0 }, "c4"),
      sse.say("ok"),
    ],
    { config: catalogConfig(folder) },
  );
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  expect(outputOf(engine.model.requests[1], "c1")).toMatch(/code 0\nOutput:\none\n$/);
  expect(outputOf(engine.model.requests[4], "c4")).toMatch(/code 0\nOutput:\n(?:.*\n)*two\n$/);
});

test.each([
  [{ support_verbosity: true, default_verbosity: "low" }, {}, { verbosity: "low" }],
  [{ support_verbosity: true, default_verbosity: "low" }, { model_verbosity: "high" }, { verbosity: "high" }],
  [{ support_verbosity: false, default_verbosity: "low" }, { model_verbosity: "high" }, undefined],
])("asks for the detail that the catalog allows: %j %j", async (entry, config, expected) => {
  using folder = new TemporaryFolder();
  const catalog = catalogConfig(folder, { ...MODEL, ...entry });
  await using engine = await startEngine([sse.say("ok")], { config: { ...catalog, ...config } });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  expect(bodyOf(engine.model.requests[0])["text"]).toEqual(expected);
});

test("the model sees an image file, or is told why it cannot", async () => {
  using folder = new TemporaryFolder();
  await using engine = await startEngine(
    [
      sse.call("view_image", { path: "dot.png" }, "c1"),
      sse.call("view_image", { path: "absent.png" }, "c2"),
      sse.say("ok"),
    ],
    { config: catalogConfig(folder) },
  );
  writeFileSync(path.join(engine.cwd, "dot.png"), Buffer.from(PIXEL, "base64"));
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  expect(outputOf(engine.model.requests[1], "c1")).toEqual([
    { type: "input_image", image_url: `data:image/png;base64,${PIXEL}` },
  ]);
  expect(outputOf(engine.model.requests[2], "c2")).toMatch(/absent\.png cannot be shown: /);
});

test("questions without anybody to answer are answered at once, without an answer", async () => {
  using folder = new TemporaryFolder();
  const questions = [{ id: "q", header: "Pick", question: "Which?", options: [{ label: "A", description: "a" }] }];
  await using engine = await startEngine([sse.call("request_user_input", { questions }, "c1"), sse.say("ok")], {
    config: { ...catalogConfig(folder), features: { default_mode_request_user_input: true } },
  });
  await using conversation = await engine.codex.newConversation();
  const events = await collect(conversation.run("go"));
  expect(outputOf(engine.model.requests[1], "c1")).toBe('{"answers":{}}');
  expect(typesOf(events)).toContain("task_complete");
});

test("a thread that moves to another folder gets its AGENTS.md, and is told when none applies any more", async () => {
  using folder = new TemporaryFolder();
  await using engine = await startEngine(
    ["a", "b", "c", "d"].map((text) => sse.say(text)),
    { config: catalogConfig(folder) },
  );
  const at = (name: string) => path.join(engine.cwd, name);
  for (const name of ["one", "two"]) mkdirSync(at(name));
  writeFileSync(at("one/AGENTS.md"), "Whistle.\n");
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  for (const cwd of [at("one"), at("one"), at("two")]) {
    await conversation.conversation.thread.configure({ cwd });
    await collect(conversation.run("go"));
  }
  const told = inputOf(engine.model.requests[3]).flatMap(({ content }) => [Object(content)].flat());
  expect(told.map(({ text }) => String(text)).filter((text) => text.startsWith("# AGENTS.md"))).toEqual([
    `# AGENTS.md instructions for ${at("one")}\n\n<INSTRUCTIONS>\nWhistle.\n\n</INSTRUCTIONS>`,
    expect.stringContaining("no longer apply"),
  ]);
});

test("a model that accepts no images gets a note for each, also for those that a model before it saw", async () => {
  using folder = new TemporaryFolder();
  const blind = { ...MODEL, slug: "blind", input_modalities: ["text"] };
  const file = path.join(folder.path, "models.json");
  writeFileSync(file, JSON.stringify({ models: [MODEL, blind] }));
  await using engine = await startEngine(
    [sse.call("view_image", { path: "dot.png" }, "c1"), sse.say("seen"), sse.say("ok")],
    { config: { model_catalog_json: file } },
  );
  writeFileSync(path.join(engine.cwd, "dot.png"), Buffer.from(PIXEL, "base64"));
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("look"));
  expect(JSON.stringify(inputOf(engine.model.requests[1]))).toContain("input_image");
  await conversation.conversation.thread.configure({ model: "blind" });
  await collect(conversation.run([{ type: "image", image_url: `data:image/png;base64,${PIXEL}` }]));
  const sent = JSON.stringify(inputOf(engine.model.requests[2]));
  expect(sent).not.toContain("input_image");
  expect(sent.match(/An image was here/g)).toHaveLength(2);
});
