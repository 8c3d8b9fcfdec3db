import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { McpConnectionManager, type McpServerConfig, type StreamableHttpServerConfig } from "../src/index.js";

const never = new AbortController().signal;

interface Seen {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly extra: string | string[] | undefined;
}

/** A server that speaks just enough streamable HTTP, answering as JSON or, calls of tools, as a stream. */
async function startServer(token: string) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const message = await read(request);
    const { authorization, "x-extra": extra } = request.headers;
    seen.push({ method: String(message["method"] ?? request.method), authorization, extra });
    if (authorization !== `Bearer ${token}`) response.writeHead(401).end();
    else if (message["id"] === undefined) response.writeHead(request.method === "POST" ? 202 : 405).end();
    else answer(message, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? {} : JSON.parse(text);
}

function answer({ id, method }: Record<string, unknown>, response: ServerResponse): void {
  const results: Record<string, unknown> = {
    initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "h", version: "1" } },
    "tools/list": { tools: [{ name: "now", inputSchema: { type: "object" } }] },
    "tools/call": { content: [{ type: "text", text: "noon" }] },
  };
  const message = JSON.stringify({ jsonrpc: "2.0", id, result: results[String(method)] });
  const streamed = method === "tools/call";
  response.writeHead(200, {
    "content-type": streamed ? "text/event-stream" : "application/json",
    "mcp-session-id": "s",
  });
  response.end(streamed ? `event: message\ndata: ${message}\n\n` : message);
}

function connect(server: Partial<StreamableHttpServerConfig> & { url: string }, env: Record<string, string>) {
  const config: McpServerConfig = { headers: {}, envHeaders: {}, ...server, transport: "streamable-http" };
  const options = { env, platform: process.platform, cwd: process.cwd(), clientVersion: "1", signal: never };
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

test("without its token, with a wrong one or with a wrong URL a server is a failure without the secret", async () => {
  await using server = await startServer("t0ken");
  const outcomes = await Promise.all([
    connect({ url: server.url, bearerTokenEnvVar: "TOKEN" }, {}),
    connect({ url: server.url, bearerTokenEnvVar: "TOKEN" }, { TOKEN: "wr0ng" }),
    connect({ url: "file:///etc/passwd" }, {}),
    connect({ url: "http://127.0.0.1:4/" }, {}),
  ]);
  expect(outcomes.map(({ failures }) => failures[0]?.error.code)).toEqual([
    "invalid-server",
    "start-failed",
    "invalid-server",
    "start-failed",
  ]);
  expect(outcomes.map(({ failures }) => failures[0]?.error.message)).toEqual([
    "the environment variable TOKEN with its bearer token is not set",
    "the server answered with HTTP 401, so it does not accept our token",
    "`url` must be an http or https URL",
    expect.stringMatching(/^fetch failed: .*ECONNREFUSED/),
  ]);
});
