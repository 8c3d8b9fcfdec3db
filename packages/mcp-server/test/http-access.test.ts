import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HttpServer } from "../src/index.js";
import { authorization, initialize, startHttp } from "./support/start-http.js";
import type { World } from "./support/start-server.js";

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

  test("a client with the token is admitted", async () => {
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

  test("listening without a session is refused", async () => {
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
