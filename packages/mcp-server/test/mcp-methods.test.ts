import { memoryTransportPair } from "@codex/jsonrpc";
import { ListResourcesResultSchema } from "@codex/mcp-types/resources";
import { ListToolsResultSchema } from "@codex/mcp-types/tools";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import type { McpFeatures } from "../src/mcp/features.js";
import { createMcpRequests } from "../src/mcp/mcp-requests.js";
import { serveMcp } from "../src/mcp/serve-mcp.js";
import { startServer } from "./support/start-server.js";
import { createClient } from "./support/test-client.js";

/** Only the protocol, with other features than those of Codex. */
async function serveFeatures(features: McpFeatures) {
  const [here, there] = memoryTransportPair();
  const definition = {
    serverInfo: { name: "fixture", version: "1" },
    capabilities: {},
    createServices: async (client: Parameters<typeof createMcpRequests>[1]) => ({
      findHandler: createMcpRequests(features, client),
      [Symbol.asyncDispose]: async () => {},
    }),
  };
  const ended = serveMcp(definition, { transport: there });
  const client = createClient(here);
  await client.introduce();
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      await client.connection.close();
      await ended;
    },
  });
}

test.each([
  ["2025-06-18", "2025-06-18"],
  ["2025-11-25", "2025-11-25"],
  ["2024-11-05", "2024-11-05"],
  ["2025-03-26", "2025-03-26"],
  ["1.0", "2025-11-25"],
  ["", "2025-11-25"],
])("for version %j, the server answers with %s", async (asked, spoken) => {
  const [here, there] = memoryTransportPair();
  const client = createClient(here);
  void serveMcp(
    { serverInfo: { name: "x", version: "1" }, capabilities: {}, createServices: () => Promise.reject(new Error()) },
    { transport: there },
  );
  expect(await client.introduce({}, asked)).toMatchObject({ protocolVersion: spoken });
  await client.connection.close();
});

test("a second initialize is refused, a malformed first one can be repeated", async () => {
  await using server = await startServer();
  await expect(server.introduce()).rejects.toMatchObject({ code: -32600 });
  await using again = await serveFeatures({});
  await expect(again.request("initialize", {})).rejects.toMatchObject({ code: -32600 });
});

test("ping is answered before and after everything else", async () => {
  await using server = await startServer();
  expect(await server.request("ping")).toEqual({});
});

test.each(["resources/list", "resources/templates/list", "resources/read", "prompts/list", "prompts/get"])(
  "undeclared features are not available: %s",
  async (method) => {
    await using server = await startServer();
    await expect(server.request(method, {})).rejects.toMatchObject({ code: -32601 });
  },
);

test.each(["completion/complete", "no/such/method", "", "__proto__", "constructor", "toString", "tools/__proto__"])(
  "an unknown method is answered: %j",
  async (method) => {
    await using server = await startServer();
    await expect(server.request(method, {})).rejects.toMatchObject({ code: -32601 });
  },
);

test("all tools come on the first page, those of the reference first", async () => {
  await using server = await startServer();
  const { tools, nextCursor } = ListToolsResultSchema.parse(await server.request("tools/list"));
  expect(tools.map(({ name }) => name)).toEqual([
    "codex",
    "codex-reply",
    "conversationCreate",
    "conversationSendMessage",
    "conversationStream",
    "conversationsList",
  ]);
  expect(nextCursor).toBeUndefined();
});

test.each(["x", "cGFnZTo5OQ", "../..", "a".repeat(10_000)])("an unknown cursor is refused: %.20s", async (cursor) => {
  await using server = await startServer();
  await expect(server.request("tools/list", { cursor })).rejects.toMatchObject({
    code: -32602,
    data: { path: ["cursor"] },
  });
});

test("a call without a tool's name is refused with the name of the field", async () => {
  await using server = await startServer();
  await expect(server.request("tools/call", { arguments: {} })).rejects.toMatchObject({
    code: -32602,
    data: { path: ["name"] },
  });
});

test("an unknown tool is a result that a model can read", async () => {
  await using server = await startServer();
  expect(await server.callTool("no-such-tool", {})).toEqual({
    content: [{ type: "text", text: "Unknown tool 'no-such-tool'" }],
    isError: true,
  });
});

test("log messages come only after the client has asked for them, and not below its level", async () => {
  await using server = await startServer();
  const isLog = ({ method }: { method: string }) => method === "notifications/message";
  await server.connection.notify("notifications/nonsense");
  await expect(server.request("logging/setLevel", { level: "loud" })).rejects.toMatchObject({ code: -32602 });
  expect(await server.request("logging/setLevel", { level: "error" })).toEqual({});
  await using quiet = await serveFeatures({
    tools: {
      tools: [],
      async call(_, context) {
        for (const level of ["debug", "info", "warning", "critical"] as const) context.log(level, `at ${level}`);
        return { content: [] };
      },
    },
  });
  await quiet.callTool("any");
  expect(quiet.notifications.filter(isLog)).toEqual([]);
  await quiet.request("logging/setLevel", { level: "warning" });
  await quiet.callTool("any");
  expect(quiet.notifications.filter(isLog).map(({ params }) => params)).toEqual([
    { level: "warning", logger: "codex", data: "at warning" },
    { level: "critical", logger: "codex", data: "at critical" },
  ]);
});

test("long lists come in pages, each entry once", async () => {
  const resources = Array.from({ length: 250 }, (_, index) => ({ uri: `test://${index}`, name: `n${index}` }));
  await using server = await serveFeatures({
    resources: { resources, templates: [], read: async () => undefined },
  });
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = ListResourcesResultSchema.parse(await server.request("resources/list", { cursor }));
    seen.push(...page.resources);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(resources);
  expect(await server.request("resources/templates/list")).toEqual({ resourceTemplates: [] });
  await expect(server.request("resources/read", { uri: "test://none" })).rejects.toMatchObject({
    code: -32002,
    data: { uri: "test://none" },
  });
});

test("subscriptions report changes until they end", async () => {
  const watchers = new Set<() => void>();
  await using server = await serveFeatures({
    resources: {
      resources: [],
      templates: [],
      read: async () => undefined,
      subscribe: (_, changed) => {
        watchers.add(changed);
        return { [Symbol.dispose]: () => void watchers.delete(changed) };
      },
    },
  });
  await server.request("resources/subscribe", { uri: "test://a" });
  await server.request("resources/subscribe", { uri: "test://a" });
  for (const changed of watchers) changed();
  await server.request("ping");
  expect(server.notifications).toEqual([{ method: "notifications/resources/updated", params: { uri: "test://a" } }]);
  await server.request("resources/unsubscribe", { uri: "test://a" });
  expect(watchers.size).toBe(0);
  await server.request("resources/subscribe", { uri: "test://b" });
  await server.connection.close();
  await expect.poll(() => watchers.size).toBe(0);
});

test("all of MCP's base protocol works during a running turn", async () => {
  await using server = await startServer({ script: [sse.say("done")] });
  const call = server.callTool("codex", { prompt: "go" });
  expect(await server.request("ping")).toEqual({});
  expect(await server.request("tools/list")).toMatchObject({ tools: { length: 6 } });
  expect((await call).structuredContent).toMatchObject({ content: "done" });
});
