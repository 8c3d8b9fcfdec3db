import { expect, test } from "vitest";
import { answer, callNow, connect, NOON, serveOddly, serveTools, serveWithToken } from "./support/http-tool-server.js";

test("a server at a URL is called with the token and the headers that are configured", async () => {
  await using server = await serveWithToken("t0ken");
  const configured = { bearerTokenEnvVar: "TOKEN", envHeaders: { "x-extra": "EXTRA", "x-none": "NONE" } };
  const { manager, failures } = await connect({ url: server.url, ...configured }, { TOKEN: "t0ken", EXTRA: "e" });
  expect(failures).toEqual([]);
  expect(await callNow(manager)).toEqual(NOON);
  const called = server.seen.find(({ method }) => method === "tools/call");
  expect(called).toEqual({ method: "tools/call", authorization: "Bearer t0ken", extra: "e" });
  await manager[Symbol.asyncDispose]();
  expect(server.seen.at(-1)).toMatchObject({ method: "DELETE", authorization: "Bearer t0ken" });
});

test("a password in the URL is sent, and not shown", async () => {
  await using server = await serveWithToken("t0ken");
  const url = server.url.replace("//", "//me:s3cr%65t@");
  const { failures } = await connect({ url });
  expect(failures.map(({ error }) => error.message).join()).toMatch(/^the server answered with HTTP 401/);
  expect(server.seen[0]?.authorization).toBe(`Basic ${Buffer.from("me:s3cret").toString("base64")}`);
  const dead = await connect({ url: "http://me:s3cret@127.0.0.1:4/" });
  expect(dead.failures[0]?.error.message).toMatch(/^fetch failed: .*ECONNREFUSED/);
  expect(JSON.stringify(dead.failures)).not.toContain("s3cret");
});

test("a missing token, a wrong token or a wrong URL is reported without the secret", async () => {
  await using server = await serveWithToken("t0ken");
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

test.each([400, 404, 500])("a server that answers a notification with HTTP %i still works", async (status) => {
  await using server = await serveOddly({
    "notifications/initialized": ({ response }) => response.writeHead(status).end("no"),
  });
  const { manager, failures } = await connect(server);
  await using _ = manager;
  expect(failures).toEqual([]);
  expect(await callNow(manager)).toEqual(NOON);
});

/** Like the command's own `fetch`, follows no redirect. */
const unredirected: typeof fetch = (url, init) => fetch(url, { ...init, redirect: "manual" });

test("redirects within a server are followed, also those of notifications", async () => {
  const seen: string[] = [];
  await using server = await serveTools((exchange) => {
    const { method, request, response } = exchange;
    if (request.url !== "/mcp/") return response.writeHead(307, { location: "/mcp/" }).end();
    seen.push(String(method));
    answer(exchange);
  });
  const { manager, failures } = await connect(server, {}, unredirected);
  await using _ = manager;
  expect(failures).toEqual([]);
  expect(seen).toContain("notifications/initialized");
  expect(await callNow(manager)).toEqual(NOON);
});

test.each([
  [301, "/new?key=s3cret", "the server answered with HTTP 301: it has moved to /new: change `url`"],
  [
    308,
    "https://mcp.example/mcp",
    "the server answered with HTTP 308: it has moved to https://mcp.example/mcp: change `url`",
  ],
])("a server that has moved is reported with its new address: HTTP %i to %s", async (status, location, reason) => {
  await using server = await serveTools(({ response }) => response.writeHead(status, { location }).end());
  const { manager, failures } = await connect(server, {}, unredirected);
  await using _ = manager;
  expect(failures.map(({ error }) => error.message)).toEqual([reason]);
});

test.each([404, 405])("a server of the older HTTP+SSE transport (HTTP %i) is reported as one", async (status) => {
  await using server = await serveTools(({ response }) => response.writeHead(status).end("Cannot POST /sse"));
  const { failures } = await connect({ url: server.url.replace(/mcp$/, "sse") });
  expect(failures[0]?.error.message).toMatch(`HTTP ${status}: this seems to be the older HTTP+SSE transport`);
});

test("a server that hangs on a notification fails to start in time", async () => {
  await using server = await serveOddly({ "notifications/initialized": () => {} });
  const { manager, failures } = await connect({ url: server.url, startupTimeoutMs: 300 });
  await using _ = manager;
  expect(failures).toMatchObject([{ server: "h", error: { code: "timeout" } }]);
});
