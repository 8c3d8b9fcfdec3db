import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fitting, sse } from "@codex/test-support";
import { expect, test, vi } from "vitest";
import { startGuardedServer } from "../../mcp-client/test/fixtures/guarded-server.js";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const PROGRAM = path.resolve(import.meta.dirname, "../../mcp-client/test/fixtures/tool-server.mjs");
const TOP = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n';

const kit = (name: string, more = "") =>
  `[mcp_servers.${name}]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${JSON.stringify(PROGRAM)}]\nstartup_timeout_sec = 100\n${more}`;

/** Sets the configured servers. */
function configure({ codexHome }: TestServer, ...servers: readonly string[]): void {
  const file = path.join(codexHome, "config.toml");
  const [rest = ""] = readFileSync(file, "utf8").split("[mcp_servers", 1);
  writeFileSync(file, rest + servers.join(""));
}

/** Runs a turn; returns the servers whose tools were sent to the model. */
async function serversSent(server: TestServer, client: TestClient, threadId: string): Promise<string[]> {
  const { turn } = await client.call("turn/start", { threadId, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed", (params) => params.turn.id === turn.id);
  return toldIn(server.model.requests.at(-1)?.body);
}

function toldIn(body: unknown): string[] {
  const names = [...JSON.stringify(Object(body)["tools"]).matchAll(/"name":"(\w+?)__add"/g)];
  return names.map(([, name = ""]) => name).sort();
}

/** The startup notifications since the last call. */
function startups(client: TestClient): () => string[] {
  let seen = 0;
  return () => {
    const notifications = client.notifications.slice(seen);
    seen = client.notifications.length;
    return notifications
      .filter(({ method }) => method === "mcpServer/startupStatus/updated")
      .map(({ params }) => `${Object(params)["name"]} ${Object(params)["status"]}`)
      .sort();
  };
}

test("after a reload, a loaded thread uses the configured servers from its next request on", async () => {
  await using server = await startServer({ config: TOP, script: [sse.say("1"), sse.say("2"), sse.say("3")] });
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {
    config: { "mcp_servers.own": { command: process.execPath, args: [PROGRAM], startup_timeout_sec: 100 } },
  });
  const { id: threadId } = thread;
  const newStartups = startups(client);
  expect(await serversSent(server, client, threadId)).toEqual(["own"]);
  newStartups();

  configure(server, kit("one"), kit("two"));
  await client.call("config/mcpServer/reload", undefined);
  expect(await serversSent(server, client, threadId)).toEqual(["one", "own", "two"]);
  expect(newStartups()).toEqual(["one ready", "one starting", "own ready", "two ready", "two starting"]);

  configure(server, kit("two", 'enabled_tools = ["add"]\n'));
  await client.call("config/mcpServer/reload", undefined);
  const { data } = await client.call("mcpServerStatus/list", { threadId });
  expect(data.map(({ name, tools }) => [name, Object.keys(tools).length > 1])).toEqual([
    ["own", true],
    ["two", false],
  ]);
  expect(await serversSent(server, client, threadId)).toEqual(["own", "two"]);
  expect(newStartups()).toEqual(["own ready", "two ready"]);
});

test("a reload during a turn applies to its next request; an unreadable configuration changes nothing", async () => {
  const asking = sse.call("one__ask", {}, "c1");
  const config = 'approval_policy = "on-request"\nsandbox_mode = "danger-full-access"\n';
  await using server = await startServer({ config, script: [asking, sse.say("done"), sse.say("again")] });
  configure(server, kit("one"));
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  client.answer("mcpServer/elicitation/request", async () => {
    configure(server, kit("two"));
    await client.call("config/mcpServer/reload", undefined);
    return { action: "accept", content: { name: "Ada" } };
  });
  expect(await serversSent(server, client, thread.id)).toEqual(["two"]);
  // The removed server has answered first.
  expect(JSON.stringify(server.model.requests.at(-1)?.body)).toContain("Ada");

  configure(server, "[mcp_servers.two\n");
  expect(await client.failure("config/mcpServer/reload")).toMatchObject({
    code: -32603,
    message: expect.stringContaining("config.toml"),
  });
  expect(await serversSent(server, client, thread.id)).toEqual(["two"]);
});

test("a reload while a thread starts applies to it, too", async () => {
  await using server = await startServer({ config: TOP });
  const slow = kit("kit").replace("100", "1").replace('mjs"]', 'mjs", "silent"]');
  configure(server, slow);
  await using client = await server.connect();
  const starting = client.call("thread/start", {});
  const { threadId } = await client.hear("mcpServer/startupStatus/updated");
  configure(server, kit("kit"));
  await client.call("config/mcpServer/reload", undefined);
  await starting;
  const call = { threadId: threadId ?? "", server: "kit", tool: "add", arguments: { a: 1, b: 2 } };
  expect(await client.call("mcpServer/tool/call", call)).toMatchObject({ content: [{ text: "3" }] });
});

test("of two concurrent reloads, the later one wins", async () => {
  await using server = await startServer({ config: TOP });
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const host = await server.app.host();
  const load = host.loadConfig;
  const [reading, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  vi.spyOn(host, "loadConfig").mockImplementation(async (overrides, settings) => {
    const config = await load(overrides, settings);
    if (overrides.savedCwd === undefined || !("one" in config.mcpServers)) return config;
    reading.resolve();
    await goOn.promise;
    return config;
  });
  configure(server, kit("one"));
  const first = client.call("config/mcpServer/reload", undefined);
  await reading.promise;
  configure(server, kit("two"));
  await client.call("config/mcpServer/reload", undefined);
  goOn.resolve();
  await first;
  const { data } = await client.call("mcpServerStatus/list", { threadId: thread.id });
  expect(data.map(({ name }) => name)).toEqual(["two"]);
});

test("a change of the configuration is applied if the client asks for it; a failed server reports why", async () => {
  await using server = await startServer({ config: TOP, script: [sse.say("1"), sse.say("2")] });
  configure(server, '[mcp_servers.broken]\ncommand = "no-such-program"\n');
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const { id: threadId } = thread;
  expect(await client.call("mcpServerStatus/list", { threadId })).toMatchObject({
    data: [{ name: "broken", runtimeStatus: "failed", toolsError: expect.stringContaining("no-such-program") }],
  });
  expect(await client.failure("mcpServer/tool/call", { threadId, server: "broken", tool: "add" })).toMatchObject({
    code: -32603,
    message: expect.stringContaining("no-such-program"),
  });
  const edit = {
    keyPath: "mcp_servers.kit",
    value: { command: process.execPath, args: [PROGRAM], startup_timeout_sec: 100 },
    mergeStrategy: "replace",
  } as const;
  await client.call("config/batchWrite", { edits: [edit] });
  expect(await serversSent(server, client, threadId)).toEqual([]);
  await client.call("config/batchWrite", { edits: [], reloadUserConfig: true });
  expect(await serversSent(server, client, threadId)).toEqual(["kit"]);
});

test("servers without a folder of their own run in the thread's, even if its next turn has another one", async () => {
  await using server = await startServer({ config: TOP, script: [sse.say("1"), sse.say("2")] });
  const named = kit("named").replace("tool-server", "named-tools-server").replace('mjs"]', 'mjs", "add"]');
  const [there, elsewhere] = [path.join(server.cwd, "there"), path.join(server.cwd, "elsewhere")];
  for (const folder of [there, elsewhere]) mkdirSync(folder);
  configure(server, named, `${named.replace("named]", "fixed]")}cwd = ${JSON.stringify(elsewhere)}\n`);
  await using client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const foldersNow = async () => {
    await serversSent(server, client, thread.id);
    const calls = ["named", "fixed"].map((name) =>
      client.call("mcpServer/tool/call", { threadId: thread.id, server: name, tool: "add" }),
    );
    return (await Promise.all(calls)).map(({ _meta }) => Object(_meta)["cwd"]);
  };
  expect(await foldersNow()).toEqual([server.cwd, elsewhere]);
  await client.call("thread/settings/update", { threadId: thread.id, cwd: there });
  expect(await foldersNow()).toEqual([there, elsewhere]);
});

test("a loaded thread gets a server's tools once the user has logged in there", async () => {
  await using guarded = await startGuardedServer();
  await using server = await startServer({ config: TOP });
  configure(server, `[mcp_servers.guarded]\nurl = "${guarded.url}"\n`);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const call = { threadId: thread.id, server: "guarded", tool: "ping" };
  expect(await client.failure("mcpServer/tool/call", call)).toMatchObject({ code: -32603 });
  expect(await client.call("mcpServerStatus/list", { threadId: thread.id })).toMatchObject({
    data: [{ runtimeStatus: "authenticationRequired", authStatus: "notLoggedIn" }],
  });
  const { authorizationUrl } = await client.call("mcpServer/oauth/login", { name: "guarded" });
  await fetch(authorizationUrl);
  await client.hear("mcpServer/oauthLogin/completed");
  expect(await client.call("mcpServer/tool/call", call)).toMatchObject({ content: [{ text: "pong 1" }] });
});

test("the user's decisions about a server's tools are reloaded, and apply to subagents, too", async () => {
  const isFromSubagent = (body: unknown) => !JSON.stringify(Object(body)["tools"]).includes("spawn_agent");
  const lead = (reply: ReturnType<typeof sse.say>) => fitting((body) => !isFromSubagent(body), reply);
  const spawned = /agent_id\\+":\\+"([\da-f-]{36})/;
  await using server = await startServer({
    config: 'approval_policy = "on-request"\nsandbox_mode = "danger-full-access"\n',
    script: [
      lead(sse.call("spawn_agent", { message: "TASK" }, "c1")),
      fitting(isFromSubagent, sse.say("ready")),
      fitting(
        (body) => !isFromSubagent(body),
        (body) =>
          sse.call(
            "wait_agent",
            { targets: [spawned.exec(JSON.stringify(body))?.[1] ?? ""], timeout_ms: 60_000 },
            "c2",
          ),
      ),
      lead(sse.say("done")),
      fitting(isFromSubagent, sse.call("kit__add", { a: 1, b: 2 }, "c3")),
      fitting(isFromSubagent, sse.say("done")),
    ],
  });
  appendFileSync(path.join(server.codexHome, "config.toml"), "[agents]\nenabled = true\n");
  await using client = await server.connect();
  const asked: unknown[] = [];
  client.answer("mcpServer/elicitation/request", (params) => {
    asked.push(params);
    return { action: "accept", content: null };
  });
  const { thread } = await client.call("thread/start", {});
  await serversSent(server, client, thread.id);
  configure(server, kit("kit", 'default_tools_approval_mode = "prompt"\n'));
  await client.call("config/mcpServer/reload", undefined);
  const { data } = await client.call("thread/loaded/list", {});
  const subagentId = data.find((id) => id !== thread.id) ?? "none";
  expect(await serversSent(server, client, subagentId)).toEqual(["kit"]);
  expect(asked).toMatchObject([{ serverName: "kit" }]);
});
