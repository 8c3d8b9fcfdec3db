import { expect, test } from "vitest";
import { answer, callNow, connect, type Exchange, never, serveTools } from "./support/http-tool-server.js";

const RESULTS: Record<string, object> = {
  "tools/list": { tools: [] },
  "resources/list": { resources: [{ name: "a", uri: "doc://a" }] },
  "resources/templates/list": { resourceTemplates: [] },
  "resources/read": { contents: [{ uri: "doc://a", text: "content" }] },
  "prompts/list": { prompts: [{ name: "explain" }] },
  "prompts/get": { messages: [{ role: "user", content: { type: "text", text: "Explain." } }] },
};

/** A server with resources and prompts that can forget its session. */
async function startDocumentServer() {
  let session = 0;
  let known = 0;
  let accepts = true;
  const server = await serveTools((exchange) => {
    const { id, method, message, request, response } = exchange;
    if (id === undefined) return answer(exchange);
    if (method === "initialize" && !accepts) return response.writeHead(503).end();
    if (method === "initialize") known = ++session;
    else if (request.headers["mcp-session-id"] !== `S${known}`) return response.writeHead(404).end();
    const hello = {
      protocolVersion: Object(message["params"]).protocolVersion,
      capabilities: { resources: {}, prompts: {} },
      serverInfo: { name: "f", version: "1" },
    };
    const result = method === "initialize" ? hello : RESULTS[String(method)];
    response.writeHead(200, { "content-type": "application/json", "mcp-session-id": `S${session}` });
    return response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
  return {
    ...server,
    forget() {
      known = 0;
    },
    /** Whether it opens sessions. */
    accept(answer: boolean) {
      accepts = answer;
    },
    sessions: () => session,
  };
}

test("resources and prompts are still there after the server has forgotten the session, however often", async () => {
  await using server = await startDocumentServer();
  const { manager } = await connect(server);
  await using _ = manager;
  const after = async <T>(request: () => Promise<T>) => {
    server.forget();
    return request();
  };
  expect(await after(() => manager.describe("h", never))).toMatchObject({ resources: [{ uri: "doc://a" }] });
  expect(await after(() => manager.readResource("h", "doc://a", never))).toMatchObject([{ text: "content" }]);
  expect(await after(() => manager.listPrompts("h", never))).toMatchObject([{ name: "explain" }]);
  const prompt = { server: "h", prompt: "explain" };
  expect(await after(() => manager.getPrompt(prompt, {}, never))).toMatchObject([{ role: "user" }]);
  expect(server.sessions()).toBe(5);
});

test("a server that opens no session for a while is used again once it does", async () => {
  await using server = await startDocumentServer();
  const { manager } = await connect(server);
  await using _ = manager;
  const read = () => manager.readResource("h", "doc://a", never);
  server.forget();
  server.accept(false);
  for (let attempt = 0; attempt < 5; attempt++) await expect(read()).rejects.toThrow("HTTP 503");
  server.accept(true);
  expect(await read()).toMatchObject([{ text: "content" }]);
});

/** A server that opens the sessions S1, S2, … and answers calls as the test says. */
async function startForgetfulServer(answerCall: (call: Exchange, session: unknown) => unknown) {
  let sessions = 0;
  const server = await serveTools((exchange) => {
    if (exchange.method === "tools/call") return answerCall(exchange, exchange.request.headers["mcp-session-id"]);
    if (exchange.method === "initialize") sessions++;
    return answer(exchange, `S${sessions}`);
  });
  return { ...server, sessions: () => sessions };
}

test.each([
  [404, "unknown session"],
  [400, '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null}'],
  [400, '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: Server not initialized"},"id":null}'],
  [404, '{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":ID}'],
  [400, '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":ID}'],
])("a session that the server no longer knows (HTTP %s) is restarted, and the call repeated", async (status, body) => {
  await using server = await startForgetfulServer(({ id, response }, session) => {
    const type = body.startsWith("{") ? "application/json" : "text/plain";
    const forgotten = body.replace("ID", JSON.stringify(id));
    if (session === "S1") response.writeHead(status, { "content-type": type }).end(forgotten);
    else response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { content: [] } }));
  });
  const { manager } = await connect(server);
  await using _ = manager;
  const calls = [callNow(manager), callNow(manager)];
  expect(await Promise.all(calls)).toEqual([{ content: [] }, { content: [] }]);
  expect(server.sessions()).toBe(2);
});

test("a server that forgets every session is asked twice, not forever", async () => {
  await using server = await startForgetfulServer(({ response }) => response.writeHead(404).end());
  const { manager } = await connect(server);
  await using _ = manager;
  await expect(callNow(manager)).rejects.toThrow("HTTP 404");
  expect(server.sessions()).toBe(2);
});

test("a tool's error about a session of its own does not repeat the call", async () => {
  let calls = 0;
  await using server = await startForgetfulServer(({ id, response }) => {
    calls++;
    const error = { code: -32602, message: "the browser session is closed" };
    response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ jsonrpc: "2.0", id, error }));
  });
  const { manager } = await connect(server);
  await using _ = manager;
  await expect(callNow(manager)).rejects.toThrow("the browser session is closed");
  expect(calls).toBe(1);
});
