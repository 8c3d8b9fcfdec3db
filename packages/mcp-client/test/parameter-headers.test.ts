import { expect, test } from "vitest";
import { McpConnectionManager } from "../src/index.js";
import { serveTools } from "./support/http-tool-server.js";

const { signal } = new AbortController();

const marked = (type: string, header: string) => ({ type, "x-mcp-header": header });
const inputSchema = {
  type: "object",
  properties: {
    region: marked("string", "Region"),
    tenant: { type: "object", properties: { id: marked("integer", "Tenant"), name: { type: "string" } } },
    dry: marked("boolean", "Dry-Run"),
    note: marked("string", "Note"),
    odd: marked("string", "Odd\r\nAuthorization"),
    left: marked("string", "Left"),
  },
};

/** A server that speaks 2026-07-28 only. */
const RESULTS: Readonly<Record<string, object>> = {
  "server/discover": { supportedVersions: ["2026-07-28"], capabilities: { tools: {} } },
  "tools/list": { tools: [{ name: "find", inputSchema }] },
  "tools/call": { content: [] },
};

test("calls repeat the parameters that a tool marks as headers", async () => {
  const seen: (readonly [string, unknown])[] = [];
  await using server = await serveTools(({ id, method, request, response }) => {
    const result = RESULTS[String(method)];
    const answer =
      result === undefined
        ? { error: { code: -32022, message: "not with me", data: { supported: ["2026-07-28"], requested: "" } } }
        : { result: { resultType: "complete", ttlMs: 0, cacheScope: "private", ...result } };
    if (method === "tools/call") {
      seen.push(...Object.entries(request.headers).filter(([name]) => name.startsWith("mcp-param-")));
    }
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
  });
  const config = { transport: "streamable-http", url: server.url, headers: {}, envHeaders: {} } as const;
  const options = { env: {}, platform: process.platform, cwd: process.cwd(), clientVersion: "1", signal };
  const { manager, failures } = await McpConnectionManager.connect({ one: config }, options);
  await using _manager = manager;
  expect(failures).toEqual([]);
  const args = { region: "eu west", tenant: { id: 7, name: "n" }, dry: true, note: " é\n", odd: "x", left: null };
  await manager.callTool({ server: "one", tool: "find" }, args, { signal });
  expect(Object.fromEntries(seen)).toEqual({
    "mcp-param-region": "eu west",
    "mcp-param-tenant": "7",
    "mcp-param-dry-run": "true",
    "mcp-param-note": `=?base64?${Buffer.from(" é\n").toString("base64")}?=`,
  });
});
