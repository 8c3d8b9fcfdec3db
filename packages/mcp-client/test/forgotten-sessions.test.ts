import { text } from "node:stream/consumers";
import { startHttpServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { McpConnectionManager } from "../src/index.js";

const never = new AbortController().signal;
const RESULTS: Record<string, object> = {
  "tools/list": { tools: [] },
  "resources/list": { resources: [{ name: "a", uri: "doc://a" }] },
  "resources/templates/list": { resourceTemplates: [] },
  "resources/read": { contents: [{ uri: "doc://a", text: "content" }] },
  "prompts/list": { prompts: [{ name: "explain" }] },
  "prompts/get": { messages: [{ role: "user", content: { type: "text", text: "Explain." } }] },
};

/** A server with resources and prompts that can forget its session. */
async function startServer() {
  let session = 0;
  let known = 0;
  let accepts = true;
  const server = await startHttpServer(async (request, response) => {
    const body = await text(request);
    const { id, method, params } = body === "" ? {} : JSON.parse(body);
    if (id === undefined) return void response.writeHead(request.method === "POST" ? 202 : 405).end();
    if (method === "initialize" && !accepts) return void response.writeHead(503).end();
    if (method === "initialize") known = ++session;
    else if (request.headers["mcp-session-id"] !== `S${known}`) return void response.writeHead(404).end();
    const { protocolVersion } = params ?? {};
    const hello = {
      protocolVersion,
      capabilities: { resources: {}, prompts: {} },
      serverInfo: { name: "f", version: "1" },
    };
    const result = method === "initialize" ? hello : RESULTS[method];
    response.writeHead(200, { "content-type": "application/json", "mcp-session-id": `S${session}` });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
  return {
    url: `${server.origin}/mcp`,
    forget() {
      known = 0;
    },
    /** Whether it opens sessions. */
    accept(answer: boolean) {
      accepts = answer;
    },
    sessions: () => session,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

test("resources and prompts are still there after the server has forgotten the session, however often", async () => {
  await using server = await startServer();
  const { manager } = await McpConnectionManager.connect(
    { f: { transport: "streamable-http", url: server.url, headers: {}, envHeaders: {} } },
    { env: {}, platform: process.platform, cwd: process.cwd(), clientVersion: "1", signal: never },
  );
  await using _ = manager;
  const after = async <T>(request: () => Promise<T>) => {
    server.forget();
    return request();
  };
  expect(await after(() => manager.describe("f", never))).toMatchObject({ resources: [{ uri: "doc://a" }] });
  expect(await after(() => manager.readResource("f", "doc://a", never))).toMatchObject([{ text: "content" }]);
  expect(await after(() => manager.listPrompts("f", never))).toMatchObject([{ name: "explain" }]);
  const prompt = { server: "f", prompt: "explain" };
  expect(await after(() => manager.getPrompt(prompt, {}, never))).toMatchObject([{ role: "user" }]);
  expect(server.sessions()).toBe(5);
});

test("a server that opens no session for a while is used again once it does", async () => {
  await using server = await startServer();
  const { manager } = await McpConnectionManager.connect(
    { f: { transport: "streamable-http", url: server.url, headers: {}, envHeaders: {} } },
    { env: {}, platform: process.platform, cwd: process.cwd(), clientVersion: "1", signal: never },
  );
  await using _ = manager;
  const read = () => manager.readResource("f", "doc://a", never);
  server.forget();
  server.accept(false);
  for (let attempt = 0; attempt < 5; attempt++) await expect(read()).rejects.toThrow("HTTP 503");
  server.accept(true);
  expect(await read()).toMatchObject([{ text: "content" }]);
});
