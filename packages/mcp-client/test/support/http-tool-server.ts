import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { startHttpServer } from "@codex/test-support";
import { McpConnectionManager, type StreamableHttpServerConfig } from "../../src/index.js";

export const never = new AbortController().signal;

/** A message of the client, and the response to it. */
export interface Exchange {
  readonly id: unknown;
  readonly method: unknown;
  readonly message: Readonly<Record<string, unknown>>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface HttpToolServer extends AsyncDisposable {
  readonly url: string;
}

/** Serves MCP over HTTP as the test says; whatever is not special about its server goes to `answer`. */
export async function serveTools(handle: (exchange: Exchange) => unknown): Promise<HttpToolServer> {
  const server = await startHttpServer(async (request, response) => {
    const body = await text(request);
    const message = body === "" ? {} : JSON.parse(body);
    await handle({ id: message.id, method: message.method, message, request, response });
  });
  return {
    url: `${server.origin}/mcp`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** A server that answers messages of some methods in its own way. */
export function serveOddly(odd: Readonly<Record<string, (exchange: Exchange) => unknown>>): Promise<HttpToolServer> {
  return serveTools((exchange) => (odd[String(exchange.method)] ?? answer)(exchange));
}

/** A server that requires a token, and records the headers that it gets. */
export async function serveWithToken(token: string) {
  const seen: { readonly method: string; readonly authorization: string | undefined; readonly extra: unknown }[] = [];
  const server = await serveTools((exchange) => {
    const { method, request, response } = exchange;
    const { authorization, "x-extra": extra } = request.headers;
    seen.push({ method: String(method ?? request.method), authorization, extra });
    if (authorization === `Bearer ${token}`) answer(exchange);
    else response.writeHead(401).end();
  });
  return { ...server, seen };
}

export const NOON = { content: [{ type: "text", text: "noon" }] } as const;

const RESULTS: Readonly<Record<string, unknown>> = {
  initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "h", version: "1" } },
  "tools/list": { tools: [{ name: "now", inputSchema: { type: "object" } }] },
  "tools/call": NOON,
};

/** Answers as a server with one tool, `now`: its calls with a stream, all else with JSON. */
export function answer({ id, method, request, response }: Exchange, session = "s"): void {
  if (id === undefined) return void response.writeHead(request.method === "POST" ? 202 : 405).end();
  const message = JSON.stringify({ jsonrpc: "2.0", id, result: RESULTS[String(method)] });
  const isStream = method === "tools/call";
  const type = isStream ? "text/event-stream" : "application/json";
  response.writeHead(200, { "content-type": type, "mcp-session-id": session });
  response.end(isStream ? `event: message\ndata: ${message}\n\n` : message);
}

/** Connects with the server, as `h`. */
export function connect(
  server: Partial<StreamableHttpServerConfig> & { readonly url: string },
  env: Readonly<Record<string, string>> = {},
  send: typeof fetch = fetch,
) {
  const { url, ...settings } = server;
  return McpConnectionManager.connect(
    { h: { headers: {}, envHeaders: {}, ...settings, url, transport: "streamable-http" } },
    { env, platform: process.platform, cwd: process.cwd(), clientVersion: "1", fetch: send, signal: never },
  );
}

export function callNow(manager: McpConnectionManager, args: Readonly<Record<string, unknown>> = {}) {
  return manager.callTool("h__now", args, { signal: never });
}
