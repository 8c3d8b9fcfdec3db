import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { startHttpServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { McpConnectionManager, type McpServerConfig, type StreamableHttpServerConfig } from "../src/index.js";

const never = new AbortController().signal;

interface Seen {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly extra: string | string[] | undefined;
}

/** A server with just enough streamable HTTP, which answers with JSON or, for tool calls, with a stream. */
async function startServer(token: string) {
  const seen: Seen[] = [];
  const server = await startHttpServer(async (request, response) => {
    const message = await read(request);
    const { authorization, "x-extra": extra } = request.headers;
    seen.push({ method: String(message["method"] ?? request.method), authorization, extra });
    if (authorization !== `Bearer ${token}`) response.writeHead(401).end();
    else if (message["id"] === undefined) response.writeHead(request.method === "POST" ? 202 : 405).end();
    else answer(message, response);
  });
  return {
    url: `${server.origin}/mcp`,
    seen,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? {} : JSON.parse(text);
}

function answer({ id, method }: Record<string, unknown>, response: ServerResponse, session = "s"): void {
  const results: Record<string, unknown> = {
    initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "h", version: "1" } },
    "tools/list": { tools: [{ name: "now", inputSchema: { type: "object" } }] },
    "tools/call": { content: [{ type: "text", text: "noon" }] },
  };
  const message = JSON.stringify({ jsonrpc: "2.0", id, result: results[String(method)] });
  const streamed = method === "tools/call";
  response.writeHead(200, {
    "content-type": streamed ? "text/event-stream" : "application/json",
    "mcp-session-id": session,
  });
  response.end(streamed ? `event: message\ndata: ${message}\n\n` : message);
}

function connect(
  server: Partial<StreamableHttpServerConfig> & { url: string },
  env: Record<string, string>,
  send: typeof fetch = fetch,
) {
  const config: McpServerConfig = { headers: {}, envHeaders: {}, ...server, transport: "streamable-http" };
  const options = {
    env,
    platform: process.platform,
    cwd: process.cwd(),
    clientVersion: "1",
    fetch: send,
    signal: never,
  };
  return McpConnectionManager.connect({ h: config }, options);
}

test("a server at a URL is called with the token and the headers that are configured", async () => {
  await using server = await startServer("t0ken");
  const configured = { bearerTokenEnvVar: "TOKEN", envHeaders: { "x-extra": "EXTRA", "x-none": "NONE" } };
  const { manager, failures } = await connect({ url: server.url, ...configured }, { TOKEN: "t0ken", EXTRA: "e" });
  expect(failures).toEqual([]);
  expect(await manager.callTool("h__now", {}, { signal: never })).toEqual({
    content: [{ type: "text", text: "noon" }],
  });
  const called = server.seen.find(({ method }) => method === "tools/call");
  expect(called).toEqual({ method: "tools/call", authorization: "Bearer t0ken", extra: "e" });
  await manager[Symbol.asyncDispose]();
  expect(server.seen.at(-1)).toMatchObject({ method: "DELETE", authorization: "Bearer t0ken" });
});

test("a password in the URL is sent, and not shown", async () => {
  await using server = await startServer("t0ken");
  const url = server.url.replace("//", "//me:s3cr%65t@");
  const { failures } = await connect({ url }, {});
  expect(failures.map(({ error }) => error.message).join()).toMatch(/^the server answered with HTTP 401/);
  expect(server.seen[0]?.authorization).toBe(`Basic ${Buffer.from("me:s3cret").toString("base64")}`);
  const dead = await connect({ url: "http://me:s3cret@127.0.0.1:4/" }, {});
  expect(dead.failures[0]?.error.message).toMatch(/^fetch failed: .*ECONNREFUSED/);
  expect(JSON.stringify(dead.failures)).not.toContain("s3cret");
});

test("a missing token, a wrong token or a wrong URL is reported without the secret", async () => {
  await using server = await startServer("t0ken");
  const outcomes = await Promise.all([
    connect({ url: server.url, bearerTokenEnvVar: "TOKEN" }, {}),
    connect({ url: server.url, bearerTokenEnvVar: "TOKEN" }, { TOKEN: "wr0ng" }),
    connect({ url: "file:///etc/passwd" }, {}),
    connect({ url: "http://127.0.0.1:4/" }, {}),
    connect({ url: server.url, bearerTokenEnvVar: "TOKEN" }, { TOKEN: "“t0ken”" }),
  ]);
  expect(outcomes.map(({ failures }) => failures[0]?.error.code)).toEqual([
    "invalid-server",
    "start-failed",
    "invalid-server",
    "start-failed",
    "invalid-server",
  ]);
  expect(outcomes.map(({ failures }) => failures[0]?.error.message)).toEqual([
    "the environment variable TOKEN with its bearer token is not set",
    "the server answered with HTTP 401, so it does not accept our token",
    "`url` must be an http or https URL",
    expect.stringMatching(/^fetch failed: .*ECONNREFUSED/),
    'its configuration gives the header "Authorization" a character that no header can have',
  ]);
});

type Answer = (message: Record<string, unknown>, response: ServerResponse, session: string | undefined) => void;

/** A server that creates sessions S1, S2, … and answers calls as the test says. */
async function startOddServer(answerCall: Answer) {
  let sessions = 0;
  const server = await startHttpServer(async (request, response) => {
    const message = await read(request);
    const { id, method } = message;
    const session = request.headers["mcp-session-id"];
    if (id === undefined) response.writeHead(request.method === "POST" ? 202 : 405).end();
    else if (method === "tools/call") answerCall(message, response, typeof session === "string" ? session : undefined);
    else {
      if (method === "initialize") sessions++;
      answer(message, response, `S${sessions}`);
    }
  });
  return {
    url: `${server.origin}/mcp`,
    sessions: () => sessions,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

test.each([
  [404, "unknown session"],
  [400, '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null}'],
  [400, '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: Server not initialized"},"id":null}'],
])("a session that the server no longer knows (HTTP %s) is restarted, and the call repeated", async (status, body) => {
  await using server = await startOddServer(({ id }, response, session) => {
    if (session === "S1") response.writeHead(status).end(body);
    else response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { content: [] } }));
  });
  const { manager } = await connect({ url: server.url }, {});
  await using _ = manager;
  const calls = [1, 2].map(() => manager.callTool("h__now", {}, { signal: never }));
  expect(await Promise.all(calls)).toEqual([{ content: [] }, { content: [] }]);
  expect(server.sessions()).toBe(2);
});

test("a server that forgets every session is asked twice, not forever", async () => {
  await using server = await startOddServer((_, response) => response.writeHead(404).end());
  const { manager } = await connect({ url: server.url }, {});
  await using _ = manager;
  await expect(manager.callTool("h__now", {}, { signal: never })).rejects.toThrow("HTTP 404");
  expect(server.sessions()).toBe(2);
});

const asStream = (response: ServerResponse) => response.setHeader("content-type", "text/event-stream");

const unanswered: [string, Answer][] = [
  ["202 for a request", (_, response) => response.writeHead(202).end()],
  ["an empty body", (_, response) => response.setHeader("content-type", "application/json").end()],
  ["a web page", (_, response) => response.setHeader("content-type", "text/html").end("<html>")],
  ["broken JSON", (_, response) => response.setHeader("content-type", "application/json").end('{"jsonrpc"')],
  ["an answer for another request", (_, response) => response.end('{"jsonrpc":"2.0","id":"other","result":{}}')],
  ["a text for the error", ({ id }, response) => response.end(JSON.stringify({ jsonrpc: "2.0", id, error: "NOPE" }))],
  ["an empty stream", (_, response) => asStream(response).end()],
  ["a stream that breaks off", (_, response) => asStream(response).end('data: {"jsonrpc":"2.0","id":')],
  [
    "a stream with an odd answer",
    ({ id }, response) => asStream(response).write(`data: {"jsonrpc":"2.0","id":${id},"result":"TXT"}\n\n`),
  ],
];
test.each(unanswered)("%s ends the call, whatever its limit", async (_, answerCall) => {
  await using server = await startOddServer(answerCall);
  const { manager } = await connect({ url: server.url }, {});
  await using __ = manager;
  await expect(manager.callTool("h__now", {}, { signal: never })).rejects.toMatchObject({ code: "call-failed" });
});

test("an answer in pieces, with comments, multi-line data and CRLF is parsed", async () => {
  await using server = await startOddServer(({ id }, response) => {
    asStream(response).write(': hello\r\n\r\nevent: message\r\ndata: {"jsonrpc":"2.0",\r\ndata: "id":');
    response.write(`${id},"result":{"content":[{"type":"text","text":"grü`);
    response.end('ße"}],"_meta":null}}\r\n\r\n');
  });
  const { manager } = await connect({ url: server.url }, {});
  await using _ = manager;
  const { content } = await manager.callTool("h__now", {}, { signal: never });
  expect(content).toEqual([{ type: "text", text: "grüße" }]);
});

test("a user's command prints headers, and gets none of our secrets", async () => {
  await using server = await startServer("t0ken");
  const helper = `printf '{"Authorization":"Bearer %s","x-extra":"%s"}' t0ken "\${SECRET-unset}"`;
  const { manager, failures } = await connect(
    { url: server.url, headersHelper: helper },
    { PATH: process.env["PATH"] ?? "", SECRET: "s" },
  );
  await using _manager = manager;
  expect(failures).toEqual([]);
  expect(server.seen[0]).toEqual({ method: "initialize", authorization: "Bearer t0ken", extra: "unset" });
});

test.each([
  { helper: "echo t0ken-of-mine; exit 3", reason: "ended with code 3" },
  { helper: "echo t0ken-of-mine", reason: "did not print one JSON object" },
  { helper: `echo '{"a header":"x"}'`, reason: "did not print one JSON object" },
])(
  "a server whose header command fails with $reason is unavailable, and nothing that was printed is shown",
  async (broken) => {
    await using server = await startServer("t0ken");
    const { manager, failures } = await connect({ url: server.url, headersHelper: broken.helper }, {});
    await using _manager = manager;
    expect(failures).toMatchObject([
      { error: { code: "invalid-server", message: expect.stringContaining(broken.reason) } },
    ]);
    expect(String(failures[0]?.error)).not.toContain("t0ken");
    expect(server.seen).toEqual([]);
  },
);

test("a token that the header command printed is renewed when the server refuses it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "codex-mcp-token-"));
  const file = path.join(folder, "headers.json");
  const print = (token: string) => writeFileSync(file, JSON.stringify({ authorization: `Bearer ${token}` }));
  let valid = "first";
  const refused: (string | undefined)[] = [];
  const release = Promise.withResolvers<void>();
  const called = Promise.withResolvers<void>();
  await using server = await startHttpServer(async (request, response) => {
    const message = await read(request);
    const { authorization } = request.headers;
    if (authorization !== `Bearer ${valid}`) {
      refused.push(authorization);
      response.writeHead(401).end();
    } else if (JSON.stringify(message).includes('"slow"')) {
      called.resolve();
      await release.promise;
      answer(message, response);
    } else if (message["id"] === undefined) response.writeHead(request.method === "POST" ? 202 : 405).end();
    else answer(message, response);
  });
  print("first");
  const { manager } = await connect({ url: `${server.origin}/mcp`, headersHelper: `cat '${file}'` }, {});
  await using _ = manager;
  const running = manager.callTool("h__now", { speed: "slow" }, { signal: never });
  await called.promise;
  valid = "second";
  print("second");
  const noon = { content: [{ type: "text", text: "noon" }] };
  expect(await manager.callTool("h__now", {}, { signal: never })).toMatchObject(noon);
  expect(await manager.callTool("h__now", {}, { signal: never })).toMatchObject(noon);
  expect(refused).toEqual(["Bearer first"]);
  release.resolve();
  expect(await running).toMatchObject(noon);
  valid = "third";
  await expect(manager.callTool("h__now", {}, { signal: never })).rejects.toThrow("HTTP 401");
  rmSync(file);
  await expect(manager.callTool("h__now", {}, { signal: never })).rejects.toThrow("ended with code 1");
  print("third");
  expect(await manager.callTool("h__now", {}, { signal: never })).toMatchObject(noon);
  rmSync(folder, { recursive: true });
});

/** A server that answers messages of one method in its own way. */
async function oddServer(odd: Record<string, (response: ServerResponse, id: unknown) => void>) {
  const server = await startHttpServer(async (request, response) => {
    const message = await read(request);
    const own = odd[String(message["method"])];
    if (own !== undefined) own(response, message["id"]);
    else if (message["id"] === undefined) response.writeHead(request.method === "POST" ? 202 : 405).end();
    else answer(message, response);
  });
  const config: StreamableHttpServerConfig = {
    transport: "streamable-http",
    url: `${server.origin}/mcp`,
    headers: {},
    envHeaders: {},
  };
  return {
    config,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

test.each([400, 404, 500])("a server that answers a notification with HTTP %i still works", async (status) => {
  await using server = await oddServer({
    "notifications/initialized": (response) => response.writeHead(status).end("no"),
  });
  const { manager, failures } = await connect(server.config, {});
  await using _ = manager;
  expect(failures).toEqual([]);
  expect((await manager.callTool("h__now", {}, { signal: never })).content).toEqual([{ type: "text", text: "noon" }]);
});

/** Like the command's own `fetch`, follows no redirect. */
const unredirected: typeof fetch = (url, init) => fetch(url, { ...init, redirect: "manual" });

test("redirects within a server are followed, also those of notifications", async () => {
  const seen: string[] = [];
  await using server = await startHttpServer(async (request, response) => {
    const message = await read(request);
    if (request.url !== "/mcp/") return void response.writeHead(307, { location: "/mcp/" }).end();
    seen.push(String(message["method"]));
    if (message["id"] === undefined) response.writeHead(request.method === "POST" ? 202 : 405).end();
    else answer(message, response);
  });
  const { manager, failures } = await connect({ url: `${server.origin}/mcp` }, {}, unredirected);
  await using _ = manager;
  expect(failures).toEqual([]);
  expect(seen).toContain("notifications/initialized");
  expect((await manager.callTool("h__now", {}, { signal: never })).content).toEqual([{ type: "text", text: "noon" }]);
});

test.each([
  [301, "/new?key=s3cret", "the server answered with HTTP 301: it has moved to /new: change `url`"],
  [
    308,
    "https://mcp.example/mcp",
    "the server answered with HTTP 308: it has moved to https://mcp.example/mcp: change `url`",
  ],
])("a server that has moved is reported with its new address: HTTP %i to %s", async (status, location, reason) => {
  await using server = await startHttpServer((_, response) => void response.writeHead(status, { location }).end());
  const { manager, failures } = await connect({ url: `${server.origin}/mcp` }, {}, unredirected);
  await using _ = manager;
  expect(failures.map(({ error }) => error.message)).toEqual([reason]);
});

test("a server that hangs on a notification fails to start in time", async () => {
  await using server = await oddServer({ "notifications/initialized": () => {} });
  const { manager, failures } = await connect({ ...server.config, startupTimeoutMs: 300 }, {});
  await using _ = manager;
  expect(failures).toMatchObject([{ server: "h", error: { code: "timeout" } }]);
});

const noon = (id: unknown) =>
  JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: "noon" }] } });

test.each<[string, (response: ServerResponse, id: unknown) => void]>([
  ["as plain text", (response, id) => response.writeHead(200, { "content-type": "text/plain" }).end(noon(id))],
  [
    "in a stream without its last empty line",
    (response, id) => response.writeHead(200, { "content-type": "text/event-stream" }).end(`data: ${noon(id)}`),
  ],
])("an answer %s is accepted", async (_, tell) => {
  await using server = await oddServer({ "tools/call": tell });
  const { manager } = await connect(server.config, {});
  await using __ = manager;
  expect((await manager.callTool("h__now", {}, { signal: never })).content).toEqual([{ type: "text", text: "noon" }]);
});

test("the error message of a failed response is reported", async () => {
  const body = (id: unknown) =>
    JSON.stringify({ jsonrpc: "2.0", id, error: { code: 1, message: "the database is down" } });
  await using server = await oddServer({
    "tools/call": (response, id) => response.writeHead(500, { "content-type": "application/json" }).end(body(id)),
  });
  const { manager } = await connect(server.config, {});
  await using _ = manager;
  await expect(manager.callTool("h__now", {}, { signal: never })).rejects.toThrow("the database is down");
});

test.each([
  ["slow \u001b[2Jdown, wr0ng-t0ken", 429, "the server answered with HTTP 429: slow  [2Jdown, [hidden]"],
  ['{"error":{"code":7,"message":"no disk"},"id":null}', 500, "the server answered with HTTP 500: no disk"],
  ['{"detail":"not here"}', 422, "the server answered with HTTP 422: not here"],
  ["<html>Bad gateway</html>", 502, "the server answered with HTTP 502"],
  ["[1]", 503, "the server answered with HTTP 503"],
  ['{"message":"you sent wr0ng-t0ken"}', 403, "the server answered with HTTP 403, so it does not accept our token"],
])("what a failed response says is reported, without our token: %s", async (body, status, reason) => {
  await using server = await oddServer({ "tools/call": (response) => response.writeHead(status).end(body) });
  const { manager } = await connect({ ...server.config, bearerTokenEnvVar: "TOKEN" }, { TOKEN: "wr0ng-t0ken" });
  await using _ = manager;
  const failure = await manager.callTool("h__now", {}, { signal: never }).catch((error: unknown) => String(error));
  expect(failure).toBe(`McpClientError: tool call failed for \`h/now\`: ${reason}`);
});

test("an answer without end fails the call before it fills the memory", async () => {
  const piece = Buffer.alloc(1024 * 1024, "a");
  await using server = await startHttpServer(async (request, response) => {
    const message = await read(request);
    if (message["method"] !== "tools/call") {
      if (message["id"] === undefined) response.writeHead(request.method === "POST" ? 202 : 405).end();
      else answer(message, response);
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    await pipeline(async function* () {
      for (;;) yield piece;
    }, response).catch(() => {});
  });
  const { manager } = await connect({ url: `${server.origin}/mcp` }, {});
  await using _manager = manager;
  await expect(manager.callTool({ server: "h", tool: "now" }, {}, { signal: never })).rejects.toMatchObject({
    code: "call-failed",
    message: expect.stringContaining("too long"),
  });
});
