import { startHttpServer } from "@codex/test-support";
import { expect, it } from "vitest";
import { streamingFetch } from "./streaming-fetch.js";

const send = streamingFetch({});

it("returns a stream as it arrives", async () => {
  const more = Promise.withResolvers<void>();
  await using server = await startHttpServer(async (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write("one");
    await more.promise;
    response.end("two");
  });
  const reader = (await send(server.origin)).body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("one");
  more.resolve();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("two");
  expect(await reader?.read()).toEqual({ done: true, value: undefined });
});

it("ends with its signal, also in the middle of a body", async () => {
  await using server = await startHttpServer((request, response) => {
    if (request.url === "/begun") response.writeHead(200).write("one");
  });
  const silent = new AbortController();
  const waiting = send(server.origin, { signal: silent.signal });
  silent.abort();
  await expect(waiting).rejects.toThrow();
  const begun = new AbortController();
  const reply = await send(`${server.origin}/begun`, { signal: begun.signal });
  begun.abort();
  await expect(reply.text()).rejects.toThrow();
});

it("fails if the server breaks off, and has no body if there is none", async () => {
  await using server = await startHttpServer((request, response) => {
    if (request.method === "DELETE") response.writeHead(204).end();
    else response.writeHead(200, { "content-length": "100" }).write("one", () => response.destroy());
  });
  await expect((await send(server.origin)).text()).rejects.toThrow();
  const gone = await send(server.origin, { method: "DELETE" });
  expect([gone.status, gone.body]).toEqual([204, null]);
});

it("can be cancelled in the middle of a body, and before its end", async () => {
  await using server = await startHttpServer((request, response) => {
    if (request.url === "/short") response.writeHead(200).end("one");
    else response.writeHead(200).write("one");
  });
  for (const path of ["/", "/short"]) {
    const reply = await send(`${server.origin}${path}`);
    await reply.body?.cancel();
  }
  expect(await (await send(`${server.origin}/short`)).text()).toBe("one");
});

it("follows redirects of GET, without credentials for another server", async () => {
  const seen: (string | undefined)[] = [];
  let atOther: NodeJS.Dict<string | string[]> = {};
  await using other = await startHttpServer((request, response) => {
    seen.push(request.headers.authorization);
    atOther = request.headers;
    response.end("there");
  });
  await using server = await startHttpServer((request, response) => {
    seen.push(request.headers.authorization);
    const location = request.url === "/" ? "/next" : other.origin;
    response.writeHead(307, { location }).end();
  });
  const headers = { authorization: "Bearer t", "x-api-key": "k", "mcp-session-id": "s", accept: "text/plain" };
  expect(await (await send(server.origin, { headers })).text()).toBe("there");
  expect(seen).toEqual(["Bearer t", "Bearer t", undefined]);
  expect(atOther).toMatchObject({ accept: "text/plain" });
  expect(Object.keys(atOther).filter((name) => name in headers)).toEqual(["accept"]);
  expect((await send(server.origin, { method: "POST", body: "{}" })).status).toBe(307);
  expect((await send(server.origin, { redirect: "manual" })).status).toBe(307);
});

it("does not repeat a tool call if the server closed the connection", async () => {
  let calls = 0;
  await using server = await startHttpServer((request, response) => {
    calls++;
    if (calls === 1) response.end("{}");
    else request.socket.destroy();
  });
  const body = JSON.stringify({ method: "tools/call" });
  await (await send(server.origin, { method: "POST", body })).text();
  await expect(send(server.origin, { method: "POST", body })).rejects.toThrow();
  expect(calls).toBe(2);
});
