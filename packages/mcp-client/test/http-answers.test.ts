import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { callNow, connect, type Exchange, NOON, serveOddly } from "./support/http-tool-server.js";

type Respond = (call: Exchange) => unknown;

const asStream = (response: ServerResponse) => response.setHeader("content-type", "text/event-stream");

const unanswered: [string, Respond][] = [
  ["202 for a request", ({ response }) => response.writeHead(202).end()],
  ["an empty body", ({ response }) => response.setHeader("content-type", "application/json").end()],
  ["a web page", ({ response }) => response.setHeader("content-type", "text/html").end("<html>")],
  ["broken JSON", ({ response }) => response.setHeader("content-type", "application/json").end('{"jsonrpc"')],
  ["an answer for another request", ({ response }) => response.end('{"jsonrpc":"2.0","id":"other","result":{}}')],
  ["a text for the error", ({ id, response }) => response.end(JSON.stringify({ jsonrpc: "2.0", id, error: "NOPE" }))],
  ["an empty stream", ({ response }) => asStream(response).end()],
  ["a stream that breaks off", ({ response }) => asStream(response).end('data: {"jsonrpc":"2.0","id":')],
  [
    "a stream with an odd answer",
    ({ id, response }) => asStream(response).write(`data: {"jsonrpc":"2.0","id":${id},"result":"TXT"}\n\n`),
  ],
];
test.each(unanswered)("%s ends the call, whatever its limit", async (_, respond) => {
  await using server = await serveOddly({ "tools/call": respond });
  const { manager } = await connect(server);
  await using __ = manager;
  await expect(callNow(manager)).rejects.toMatchObject({ code: "call-failed" });
});

test("an answer in pieces, with comments, multi-line data and CRLF is parsed", async () => {
  await using server = await serveOddly({
    "tools/call": ({ id, response }) => {
      asStream(response).write(': hello\r\n\r\nevent: message\r\ndata: {"jsonrpc":"2.0",\r\ndata: "id":');
      response.write(`${id},"result":{"content":[{"type":"text","text":"grü`);
      response.end('ße"}],"_meta":null}}\r\n\r\n');
    },
  });
  const { manager } = await connect(server);
  await using _ = manager;
  expect(await callNow(manager)).toMatchObject({ content: [{ type: "text", text: "grüße" }] });
});

const noon = (id: unknown) => JSON.stringify({ jsonrpc: "2.0", id, result: NOON });

test.each<[string, Respond]>([
  ["as plain text", ({ response, id }) => response.writeHead(200, { "content-type": "text/plain" }).end(noon(id))],
  [
    "in a stream without its last empty line",
    ({ response, id }) => response.writeHead(200, { "content-type": "text/event-stream" }).end(`data: ${noon(id)}`),
  ],
])("an answer %s is accepted", async (_, respond) => {
  await using server = await serveOddly({ "tools/call": respond });
  const { manager } = await connect(server);
  await using __ = manager;
  expect(await callNow(manager)).toEqual(NOON);
});

test("the error message of a failed response is reported", async () => {
  const body = (id: unknown) =>
    JSON.stringify({ jsonrpc: "2.0", id, error: { code: 1, message: "the database is down" } });
  await using server = await serveOddly({
    "tools/call": ({ response, id }) => response.writeHead(500, { "content-type": "application/json" }).end(body(id)),
  });
  const { manager } = await connect(server);
  await using _ = manager;
  await expect(callNow(manager)).rejects.toThrow("the database is down");
});

test.each([
  ["slow \u001b[2Jdown, wr0ng-t0ken", 429, "the server answered with HTTP 429: slow  [2Jdown, [hidden]"],
  ['{"error":{"code":7,"message":"no disk"},"id":null}', 500, "the server answered with HTTP 500: no disk"],
  ['{"detail":"not here"}', 422, "the server answered with HTTP 422: not here"],
  ["<html>Bad gateway</html>", 502, "the server answered with HTTP 502"],
  ["[1]", 503, "the server answered with HTTP 503"],
  ['{"message":"you sent wr0ng-t0ken"}', 403, "the server answered with HTTP 403, so it does not accept our token"],
])("what a failed response says is reported, without our token: %s", async (body, status, reason) => {
  await using server = await serveOddly({ "tools/call": ({ response }) => response.writeHead(status).end(body) });
  const { manager } = await connect({ url: server.url, bearerTokenEnvVar: "TOKEN" }, { TOKEN: "wr0ng-t0ken" });
  await using _ = manager;
  const failure = await callNow(manager).catch((error: unknown) => String(error));
  expect(failure).toBe(`McpClientError: tool call failed for \`h/now\`: ${reason}`);
});

test("no part of a server's error repeats our token", async () => {
  const data = { 'wr0ng-t0ken"': ['Bearer wr0ng-t0ken"', 7], text: "kept" };
  await using server = await serveOddly({
    "tools/call": ({ id, response }) =>
      response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: 1, message: 'no wr0ng-t0ken"', data } })),
  });
  const { manager } = await connect({ url: server.url, bearerTokenEnvVar: "TOKEN" }, { TOKEN: 'wr0ng-t0ken"' });
  await using _ = manager;
  const hidden = { "[hidden]": ["[hidden]", 7], text: "kept" };
  await expect(callNow(manager)).rejects.toMatchObject({
    serverError: { code: 1, message: expect.stringContaining("no [hidden]"), data: hidden },
  });
});

test("an answer without end fails the call before it fills the memory", async () => {
  const piece = Buffer.alloc(1024 * 1024, "a");
  await using server = await serveOddly({
    "tools/call": async ({ response }) => {
      response.writeHead(200, { "content-type": "application/json" });
      await pipeline(async function* () {
        for (;;) yield piece;
      }, response).catch(() => {});
    },
  });
  const { manager } = await connect(server);
  await using _manager = manager;
  await expect(callNow(manager)).rejects.toMatchObject({
    code: "call-failed",
    message: expect.stringContaining("too long"),
  });
});
