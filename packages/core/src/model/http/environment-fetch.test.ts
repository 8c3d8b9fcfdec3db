import { gzipSync } from "node:zlib";
import { startHttpServer } from "@codex/test-support";
import { expect, it } from "vitest";
import { environmentFetch } from "./environment-fetch.js";

const send = environmentFetch({});
const options = { method: "GET", signal: AbortSignal.timeout(100_000) } as const;

it("returns the complete answer, without a proxy's content encoding", async () => {
  await using server = await startHttpServer((_, response) => {
    response.writeHead(400, { "content-encoding": "gzip", "content-type": "application/json" });
    response.end(gzipSync('{"error":"slow_down"}'));
  });
  const answer = await send(server.origin, options);
  expect([answer.status, answer.headers.get("content-encoding"), await answer.json()]).toEqual([
    400,
    null,
    { error: "slow_down" },
  ]);
});

it("sends forms and JSON with their content types", async () => {
  const seen: (string | undefined)[] = [];
  await using server = await startHttpServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen.push(request.headers["content-type"], body);
    response.end();
  });
  for (const body of [new URLSearchParams({ grant: "a b" }), "{}"])
    await send(server.origin, { ...options, method: "POST", body });
  expect(seen).toEqual(["application/x-www-form-urlencoded", "grant=a+b", "application/json", "{}"]);
});

it("refuses an endless answer", async () => {
  await using server = await startHttpServer((_, response) => void response.write(Buffer.alloc(2 * 1024 * 1024)));
  await expect(send(server.origin, options)).rejects.toThrow("too long");
});

it("follows no redirect: credentials only go to the named server", async () => {
  const seen: unknown[] = [];
  await using server = await startHttpServer(({ url }, response) => {
    seen.push(url);
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  expect((await send(server.origin, options)).status).toBe(302);
  expect(seen).toEqual(["/"]);
});
