import { appendFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startGuardedServer } from "../../mcp-client/test/fixtures/guarded-server.js";
import { startServer } from "./support/start-server.js";

const PROGRAM = path.resolve(import.meta.dirname, "../../mcp-client/test/fixtures/tool-server.mjs");
const NAMED = PROGRAM.replace("tool-server", "named-tools-server");
const KIT = `[mcp_servers.kit]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${JSON.stringify(PROGRAM)}]\nstartup_timeout_sec = 100\n`;
const TOP = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n';

test("the currently configured servers, with their information", async () => {
  await using server = await startServer({ config: TOP });
  await using client = await server.connect();
  expect(await client.call("mcpServerStatus/list", {})).toMatchObject({ data: [] });
  appendFileSync(
    path.join(server.codexHome, "config.toml"),
    `${KIT}[mcp_servers.broken]\ncommand = "no-such-program"\n`,
  );
  const { data } = await client.call("mcpServerStatus/list", {});
  expect(data).toMatchObject([
    { name: "broken", tools: {}, runtimeStatus: "failed", toolsError: expect.stringContaining("no-such-program") },
    {
      name: "kit",
      runtimeStatus: "connected",
      serverInfo: { name: "kit" },
      serverCapabilities: { tools: {} },
      tools: { add: { name: "add" } },
      authStatus: "unsupported",
      resources: [],
    },
  ]);
  const one = await client.call("mcpServerStatus/list", { serverName: "kit", detail: "toolsAndAuthOnly" });
  expect(one.data).toMatchObject([{ name: "kit", serverInfo: { name: "kit" }, serverCapabilities: { tools: {} } }]);
});

test("a disabled server is listed as disabled, outside of threads and in one", async () => {
  await using server = await startServer({
    config: `${TOP}[mcp_servers.off]\ncommand = "never-run"\nenabled = false\n`,
  });
  await using client = await server.connect();
  const off = [{ name: "off", runtimeStatus: "disabled", authStatus: "unsupported", tools: {}, serverInfo: null }];
  expect(await client.call("mcpServerStatus/list", {})).toMatchObject({ data: off });
  const { thread } = await client.call("thread/start", {});
  expect(await client.call("mcpServerStatus/list", { threadId: thread.id })).toMatchObject({ data: off });
});

test("a thread's servers start with it, and their tools can be called", async () => {
  await using server = await startServer({ config: `${TOP}` });
  appendFileSync(path.join(server.codexHome, "config.toml"), KIT);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.hear("mcpServer/startupStatus/updated", ({ status }) => status === "ready");
  const startup = client.notifications.filter(({ method }) => method === "mcpServer/startupStatus/updated");
  expect(startup.map(({ params }) => params)).toMatchObject([
    { threadId: thread.id, name: "kit", status: "starting" },
    { threadId: thread.id, name: "kit", status: "ready" },
  ]);
  const kit = { threadId: thread.id, server: "kit" };
  expect(await client.call("mcpServer/tool/call", { ...kit, tool: "add", arguments: { a: 1, b: 2 } })).toMatchObject({
    content: [{ type: "text", text: "3" }],
  });
  expect(await client.call("mcpServer/tool/call", { ...kit, tool: "fail" })).toMatchObject({ isError: true });
  const refused = client.connection.request("mcpServer/tool/call", { ...kit, tool: "refuse" });
  await expect(refused).rejects.toMatchObject({ code: -32000, message: "not today" });
  const unknown = await client.failure("mcpServer/tool/call", { ...kit, server: "nobody", tool: "add" });
  expect(unknown).toMatchObject({ code: -32603, message: expect.stringContaining("nobody") });
  expect(await client.failure("mcpServer/tool/call", { ...kit, tool: "add", arguments: [1] })).toMatchObject({
    code: -32603,
  });
  expect(await client.failure("mcpServer/resource/read", { server: "kit", uri: "a://b" })).toMatchObject({
    code: -32603,
  });
});

test("a missing resource is refused in the server's own words", async () => {
  await using server = await startServer({ config: TOP });
  appendFileSync(
    path.join(server.codexHome, "config.toml"),
    KIT.replaceAll("kit", "documents").replace("tool-server", "document-server"),
  );
  await using client = await server.connect();
  const read = client.connection.request("mcpServer/resource/read", { server: "documents", uri: "doc://none" });
  await expect(read).rejects.toMatchObject({
    code: -32002,
    message: "there is no such thing",
    data: { uri: "doc://none" },
  });
});

test("a client gets a result's metadata", async () => {
  await using server = await startServer({ config: TOP, script: [sse.call("named__one", {}, "c1"), sse.say("done")] });
  appendFileSync(
    path.join(server.codexHome, "config.toml"),
    KIT.replace("kit", "named").replace(JSON.stringify(PROGRAM), `${JSON.stringify(NAMED)}, "one"`),
  );
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  const { item } = await client.hear("item/completed", ({ item: { type } }) => type === "mcpToolCall");
  await client.hear("turn/completed");
  expect(item).toMatchObject({ result: { content: [{ text: "called one" }], _meta: { called: "one" } } });
});

test("a client is asked about a tool call with its arguments, and denies or approves it", async () => {
  const call = (callId: string) => sse.call("kit__add", { a: 1, b: 2 }, callId);
  const config = 'approval_policy = "on-request"\nsandbox_mode = "read-only"\n';
  await using server = await startServer({ config, script: [call("c1"), call("c2"), sse.say("done")] });
  appendFileSync(path.join(server.codexHome, "config.toml"), `${KIT}default_tools_approval_mode = "prompt"\n`);
  await using client = await server.connect();
  const asked: unknown[] = [];
  client.answer("mcpServer/elicitation/request", (params) => {
    // It is announced before anybody is asked about it.
    const begun = client.notifications.filter(
      ({ method, params: told }) => method === "item/started" && JSON.stringify(told).includes("mcpToolCall"),
    );
    expect(begun).toHaveLength(asked.length + 1);
    asked.push(params);
    return { action: asked.length === 1 ? "decline" : "accept", content: null };
  });
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatchObject({
    serverName: "kit",
    _meta: { codex_approval_kind: "mcp_tool_call", tool_name: "add", tool_params: { a: 1, b: 2 } },
  });
  const calls = client.notifications.flatMap(({ method, params }) => (method === "item/completed" ? [params] : []));
  expect(calls.filter((one) => JSON.stringify(one).includes("mcpToolCall"))).toMatchObject([
    { item: { status: "failed", error: { message: expect.stringContaining("rejected") } } },
    { item: { status: "completed", result: { content: [{ type: "text", text: "3" }] } } },
  ]);
});

test("a client's approval of a destructive tool lasts for the session if it says so", async () => {
  const call = (callId: string) => sse.call("kit__fail", {}, callId);
  const config = 'approval_policy = "on-request"\nsandbox_mode = "read-only"\n';
  await using server = await startServer({ config, script: [call("c1"), call("c2"), sse.say("done")] });
  appendFileSync(path.join(server.codexHome, "config.toml"), KIT);
  await using client = await server.connect();
  const asked: unknown[] = [];
  client.answer("mcpServer/elicitation/request", (params) => {
    asked.push(params);
    return { action: "accept", content: {}, _meta: { persist: "session" } };
  });
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
  expect(asked).toMatchObject([{ _meta: { persist: ["session"], tool_annotations: { destructiveHint: true } } }]);
});

test("a client logs in at a server: it gets the URL, and a notification of the outcome", async () => {
  await using guarded = await startGuardedServer();
  await using server = await startServer({ config: TOP });
  appendFileSync(path.join(server.codexHome, "config.toml"), `[mcp_servers.guarded]\nurl = "${guarded.url}"\n${KIT}`);
  await using client = await server.connect();
  const { authorizationUrl, loginId } = await client.call("mcpServer/oauth/login", { name: "guarded" });
  await fetch(authorizationUrl);
  expect(await client.hear("mcpServer/oauthLogin/completed")).toEqual({ name: "guarded", success: true, loginId });
  const status = await client.call("mcpServerStatus/list", { serverName: "guarded" });
  expect(status.data).toMatchObject([{ authStatus: "oAuth", tools: { ping: {} } }]);
  expect(await client.failure("mcpServer/oauth/login", { name: "kit" })).toMatchObject({ code: -32600 });
});
