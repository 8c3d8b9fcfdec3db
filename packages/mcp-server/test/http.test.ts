import { writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { sse } from "@codex/test-support";
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema, ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { type HttpServer, startMcpHttpServer } from "../src/index.js";
import { ASKS, createWorld, type World, type WorldOptions } from "./support/start-server.js";

const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
};

async function startHttp(options?: WorldOptions) {
  const world = await createWorld(options);
  const server = await startMcpHttpServer({ port: 0, version: "0.0.0", createHost: world.createHost });
  return {
    world,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

const authorization = ({ token }: HttpServer) => `Bearer ${token}`;

async function connectSdk(server: HttpServer): Promise<Client> {
  const client = new Client({ name: "sdk", version: "1" }, { capabilities: { elicitation: {} } });
  const requestInit = { headers: { authorization: authorization(server) } };
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit }));
  return client;
}

describe("access", () => {
  let world: World;
  let server: HttpServer;
  beforeAll(async () => {
    ({ world, server } = await startHttp());
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  /** `fetch` overrides Host and Origin. */
  function send(options: { method?: string; path?: string; headers?: Record<string, string>; body?: string }) {
    const { port } = new URL(server.url);
    return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>(
      (resolve, reject) => {
        const outgoing = httpRequest(
          {
            host: "127.0.0.1",
            port,
            method: options.method ?? "POST",
            path: options.path ?? "/mcp",
            headers: {
              authorization: authorization(server),
              "content-type": "application/json",
              accept: "application/json, text/event-stream",
              ...options.headers,
            },
          },
          (incoming) => {
            let body = "";
            incoming.on("data", (chunk) => {
              body += chunk;
            });
            incoming.on("end", () => resolve({ status: incoming.statusCode, headers: incoming.headers, body }));
          },
        );
        outgoing.on("error", reject);
        outgoing.end(options.body ?? JSON.stringify(initialize));
      },
    );
  }

  test("a client with the token", async () => {
    const { status, headers, body } = await send({});
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "content-type": "text/event-stream", "mcp-session-id": expect.any(String) });
    expect(body).toContain('"protocolVersion":"2025-11-25"');
  });

  test("pages of the server's own address are admitted with the token", async () => {
    const { origin } = new URL(server.url);
    expect(await send({ headers: { origin } })).toMatchObject({ status: 200 });
  });

  test.each([
    ["no token", { authorization: "" }, 401],
    ["another token", { authorization: "Bearer x" }, 401],
    ["the token by another name", { authorization: "Basic x" }, 401],
    ["a page of another site", { origin: "http://evil.example" }, 403],
    ["a page of nowhere", { origin: "null" }, 403],
    ["a page of another port", { origin: "http://localhost:1" }, 403],
    ["a name that was pointed here", { host: "evil.example" }, 403],
    ["a name with this port", { host: "evil.example:80" }, 403],
    ["a text that is no JSON", { "content-type": "text/plain" }, 415],
    ["a client that cannot read streams", { accept: "application/json" }, 406],
    ["an unknown version", { "mcp-protocol-version": "1999-01-01" }, 400],
    ["an unknown session", { "mcp-session-id": "nobody" }, 404],
  ])("refused: %s", async (_, headers, status) => {
    const answer = await send({ headers });
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain(server.token);
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  });

  test.each([
    ["no JSON", "{", 400, -32700],
    ["a batch", "[]", 400, -32600],
    ["no session", JSON.stringify({ ...initialize, method: "ping" }), 400, -32600],
  ])("bodies that are refused: %s", async (_, body, status, code) => {
    const answer = await send({ body });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: "2.0", id: null, error: { code } });
  });

  test("an unknown version: the error has the request's id and the known versions", async () => {
    const { status, body } = await send({ headers: { "mcp-protocol-version": "2099-01-01" } });
    expect([status, JSON.parse(body)]).toEqual([
      400,
      {
        jsonrpc: "2.0",
        id: initialize.id,
        error: {
          code: -32022,
          message: "Unsupported protocol version: 2099-01-01",
          data: { requested: "2099-01-01", supported: expect.arrayContaining(["2025-06-18", "2025-03-26"]) },
        },
      },
    ]);
  });

  test.each(["2026-07-28", "2025-11-25", undefined])(
    "a client that requests a version without sessions first is told that it is not supported (%s)",
    async (version) => {
      const asked = { jsonrpc: "2.0", id: 7, method: "server/discover", params: { _meta: {} } };
      const headers = { "mcp-method": asked.method, ...(version && { "mcp-protocol-version": version }) };
      const { status, body } = await send({ headers, body: JSON.stringify(asked) });
      const error = { code: -32601, message: "Method not found: server/discover" };
      expect([status, JSON.parse(body)]).toEqual([404, { jsonrpc: "2.0", id: 7, error }]);
    },
  );

  test("listening without a session", async () => {
    const { status, headers } = await send({ method: "GET" });
    expect([status, headers["allow"]]).toEqual([405, "POST"]);
  });

  test.each([
    ["another path", "POST", "/", 404],
    ["a path of no URL", "POST", "//", 404],
    ["another path below", "POST", "/mcp/x", 404],
    ["another method", "PUT", "/mcp", 405],
    ["a browser's question", "OPTIONS", "/mcp", 405],
  ])("not served: %s", async (_, method, path, status) => {
    expect(await send({ method, path })).toMatchObject({ status });
  });

  test("an endless body is not read to the end", async () => {
    const answer = await send({ body: "x".repeat(17 * 1024 * 1024) }).catch((error: Error) => error);
    // The connection may break before the answer is read.
    if (!(answer instanceof Error)) expect(answer.status).toBe(413);
  });

  test("a failed initialize leaves no session behind", async () => {
    const first = await send({ body: JSON.stringify({ ...initialize, params: {} }) });
    const session = String(first.headers["mcp-session-id"]);
    expect(first.body).toContain("-32602");
    const next = { body: JSON.stringify({ ...initialize, method: "ping" }), headers: { "mcp-session-id": session } };
    await expect.poll(async () => (await send(next)).status).toBe(404);
  });
});

test("the SDK's client calls a tool with progress and an elicitation, and ends its session", async () => {
  await using it = await startHttp({ config: ASKS, script: [sse.shell(["touch", "x"]), sse.say("done")] });
  const client = await connectSdk(it.server);
  client.setRequestHandler(ElicitRequestSchema, async () => ({ action: "accept" as const, content: {} }));
  const progress: unknown[] = [];
  const result = await client.callTool({ name: "codex", arguments: { prompt: "go" } }, CallToolResultSchema, {
    onprogress: ({ message }) => progress.push(message),
  });
  expect(result.structuredContent).toMatchObject({ status: "completed", content: "done", denied: [] });
  expect(progress).toContain("ran touch x, exit 0");
  const transport = client.transport;
  if (!(transport instanceof StreamableHTTPClientTransport)) throw new Error("no HTTP");
  await transport.terminateSession();
  await client.close();
});

test("the SDK's second edition works, too", async () => {
  await using it = await startHttp({ script: [sse.say("done")] });
  const client = new ClientV2({ name: "sdk", version: "2" });
  const requestInit = { headers: { authorization: authorization(it.server) } };
  await client.connect(new TransportV2(new URL(it.server.url), { requestInit }));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("codex");
  const result = await client.callTool({ name: "codex", arguments: { prompt: "go" } });
  expect(result.structuredContent).toMatchObject({ status: "completed", content: "done" });
  await client.close();
});

test("two clients at once: neither sees the other's session, and one leaving does not disturb the other", async () => {
  await using it = await startHttp({
    script: [
      sse.shell(["sh", "-c", "echo canary-one; while [ ! -e go ]; do sleep 0.02; done"]),
      sse.shell(["sh", "-c", "echo canary-two; touch go"]),
      sse.say("done"),
      sse.say("done"),
    ],
  });
  const clients = await Promise.all([connectSdk(it.server), connectSdk(it.server)]);
  const heard: string[][] = [[], []];
  const begun = clients.map(
    (client, index) =>
      new Promise<void>((resolve) => {
        client.fallbackNotificationHandler = async (notification) => {
          const text = JSON.stringify(notification);
          heard[index]?.push(text);
          if (text.includes("exec_command_begin")) resolve();
        };
      }),
  );
  const first = clients[0]?.callTool({ name: "codex", arguments: { prompt: "one" } });
  await begun[0];
  const second = await clients[1]?.callTool({ name: "codex", arguments: { prompt: "two" } });
  expect((await first)?.structuredContent).toMatchObject({ content: "done" });
  expect(heard[0]?.join()).not.toContain("canary-two");
  expect(heard[1]?.join()).not.toContain("canary-one");
  await clients[0]?.close();
  const again = clients[1]?.callTool({
    name: "codex-reply",
    arguments: { sessionId: JSON.parse(JSON.stringify(second?.structuredContent)).sessionId, prompt: "again" },
  });
  it.world.model.push(sse.say("still here"));
  expect((await again)?.structuredContent).toMatchObject({ content: "still here" });
  await clients[1]?.close();
});

test("a conversation belongs to its client: its id gives others no access", async () => {
  await using it = await startHttp({ script: [sse.say("canary")] });
  const [owner, other] = await Promise.all([connectSdk(it.server), connectSdk(it.server)]);
  const ask = (client: Client, method: string, params: object) =>
    client.request({ method, params: { ...params } }, z.looseObject({ conversationId: z.optional(z.string()) }));
  const { conversationId } = await ask(owner, "newConversation", {});
  const items = [{ type: "text", data: { text: "x" } }];
  for (const [method, params] of [
    ["addConversationListener", {}],
    ["sendUserMessage", { items }],
    ["interruptConversation", {}],
  ] as const) {
    await expect(ask(other, method, { conversationId, ...params })).rejects.toThrow("conversation not found");
  }
  const { structuredContent } = await owner.callTool({ name: "codex", arguments: { prompt: "go" } });
  const { sessionId } = z.object({ sessionId: z.string() }).parse(structuredContent);
  const reply = await other.callTool({ name: "codex-reply", arguments: { sessionId, prompt: "x" } });
  expect(JSON.stringify(reply)).toContain("Session not found");
  await ask(owner, "addConversationListener", { conversationId });
  await Promise.all([owner.close(), other.close()]);
});

test("messages sent during a broken connection reach the client that returns", async () => {
  await using it = await startHttp({
    script: [sse.shell(["sh", "-c", "while [ ! -e go ]; do sleep 0.02; done"]), sse.say("late")],
  });
  const headers = {
    authorization: authorization(it.server),
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const post = (body: object, extra: Record<string, string>, signal?: AbortSignal) =>
    fetch(it.server.url, {
      method: "POST",
      headers: { ...headers, ...extra },
      body: JSON.stringify({ jsonrpc: "2.0", ...body }),
      ...(signal ? { signal } : {}),
    });
  const greeted = await post(initialize, {});
  await greeted.text();
  const session = { "mcp-session-id": greeted.headers.get("mcp-session-id") ?? "" };
  const broken = new AbortController();
  const params = { name: "codex", arguments: { prompt: "go" } };
  const call = await post({ id: 2, method: "tools/call", params }, session, broken.signal);
  let seen = "";
  for await (const chunk of call.body ?? []) {
    seen += Buffer.from(chunk).toString();
    if (seen.includes("exec_command_begin")) break;
  }
  broken.abort();
  const lastEventId = /^id: (\S+)/m.exec(seen)?.[1] ?? "";
  await writeFile(`${it.world.cwd}/go`, "");
  await it.world.model.waitForRequests(2);
  const resumed = await fetch(it.server.url, {
    headers: { ...headers, ...session, "last-event-id": lastEventId },
  });
  const rest = await resumed.text();
  expect(rest).toContain("session_configured");
  expect(rest).toContain('"content":"late"');
  expect(
    await fetch(it.server.url, { headers: { ...headers, ...session, "last-event-id": "nobody.1" } }),
  ).toMatchObject({ status: 400 });
  expect(await fetch(it.server.url, { method: "DELETE", headers: { ...headers, ...session } })).toMatchObject({
    status: 204,
  });
  expect(await post({ id: 3, method: "ping" }, session)).toMatchObject({ status: 404 });
});

test("the end of the server ends running turns and stops listening", async () => {
  const it = await startHttp({ script: [sse.shell(["sleep", "600"])] });
  const client = await connectSdk(it.server);
  const begun = new Promise<void>((resolve) => {
    client.fallbackNotificationHandler = async (notification) => {
      if (JSON.stringify(notification).includes("exec_command_begin")) resolve();
    };
  });
  const call = client.callTool({ name: "codex", arguments: { prompt: "go" } }).catch((error: Error) => error);
  await begun;
  await it[Symbol.asyncDispose]();
  await expect(fetch(it.server.url)).rejects.toThrow();
  await client.close();
  await call;
});
