import { appendFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const PROGRAM = path.resolve(import.meta.dirname, "../../mcp-client/test/fixtures/tool-server.mjs");
const KIT = `[mcp_servers.kit]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${JSON.stringify(PROGRAM)}]\n`;
const TOP = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n';

test("the servers of the configuration, with what they are; reloaded, those of now", async () => {
  await using server = await startServer({ config: TOP });
  await using client = await server.connect();
  expect(await client.call("mcpServerStatus/list", {})).toMatchObject({ data: [] });
  appendFileSync(
    path.join(server.codexHome, "config.toml"),
    `${KIT}[mcp_servers.broken]\ncommand = "no-such-program"\n`,
  );
  expect(await client.call("mcpServerStatus/list", {})).toMatchObject({ data: [] });
  await client.call("config/mcpServer/reload", undefined);
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
  expect(one.data.map(({ name, serverInfo }) => [name, serverInfo])).toEqual([["kit", null]]);
});

test("a thread's servers start with it, and their tools can be called", async () => {
  await using server = await startServer({ config: `${TOP}` });
  appendFileSync(path.join(server.codexHome, "config.toml"), KIT);
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const startup = client.told.filter(({ method }) => method === "mcpServer/startupStatus/updated");
  expect(startup.map(({ params }) => params)).toMatchObject([
    { threadId: thread.id, name: "kit", status: "starting" },
    { threadId: thread.id, name: "kit", status: "ready" },
  ]);
  const kit = { threadId: thread.id, server: "kit" };
  expect(await client.call("mcpServer/tool/call", { ...kit, tool: "add", arguments: { a: 1, b: 2 } })).toMatchObject({
    content: [{ type: "text", text: "3" }],
  });
  expect(await client.call("mcpServer/tool/call", { ...kit, tool: "fail" })).toMatchObject({ isError: true });
  const unknown = await client.failure("mcpServer/tool/call", { ...kit, server: "nobody", tool: "add" });
  expect(unknown).toMatchObject({ code: -32603, message: expect.stringContaining("nobody") });
  expect(await client.failure("mcpServer/tool/call", { ...kit, tool: "add", arguments: [1] })).toMatchObject({
    code: -32600,
  });
  expect(await client.failure("mcpServer/resource/read", { server: "kit", uri: "a://b" })).toMatchObject({
    code: -32603,
  });
});
