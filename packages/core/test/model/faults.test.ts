import type { ServerResponse } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import {
  closedPort,
  fault,
  responsesEvent,
  sse,
  startHttpServer,
  startModelServer,
  startMuteServer,
} from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { createModelClient } from "../../src/model/create-model-client.js";
import type { RequestRetry } from "../../src/model/model-client.js";
import { clientOptions, collect, PROMPT } from "./client-options.js";

const MEBIBYTE = 1024 * 1024;

describe("a model server with a fault", () => {
  it("refuses the connection: retried within the budget, then reported", async () => {
    const port = await closedPort();
    const retries: RequestRetry[] = [];
    const options = clientOptions(`http://127.0.0.1:${port}/v1`, {
      provider: { request_max_retries: 2 },
    });
    const prompt = { ...PROMPT, onRetry: (retry: RequestRetry) => void retries.push(retry) };
    await expect(collect(options, prompt)).rejects.toMatchObject({
      code: "connection-failed",
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    expect(retries.map(({ attempt, maxAttempts }) => [attempt, maxAttempts])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(retries[0]?.delayMs).toBeLessThan(300);
    expect(retries[1]?.delayMs).toBeGreaterThan(300);
  });

  it("cannot be connected to", async () => {
    await using server = await startMuteServer();
    const options = clientOptions(`https://127.0.0.1:${server.port}/v1`, { provider: { connect_timeout_ms: 50 } });
    await expect(collect(options)).rejects.toMatchObject({
      code: "connection-failed",
      message: `error sending request to 127.0.0.1:${server.port}: connecting took 0.05 s`,
    });
  });

  it("never starts to answer: retried", async () => {
    // On a busy machine an answer may also exceed the limit.
    const answers = Array.from({ length: 10 }, () => sse.say("back"));
    await using server = await startModelServer([fault.silence(), ...answers], { allowLeftover: true });
    const provider = { first_byte_timeout_ms: 200, request_max_retries: answers.length };
    expect(await collect(clientOptions(server.baseUrl, { provider }))).toHaveLength(3);
    expect(server.requests.length).toBeGreaterThan(1);
  });

  it("falls silent in the middle", async () => {
    await using server = await startModelServer([sse.hang(responsesEvent.textDelta("a"))]);
    const options = clientOptions(server.baseUrl, { provider: { stream_idle_timeout_ms: 100 } });
    await expect(collect(options)).rejects.toMatchObject({
      code: "stream-disconnected",
      message: "stream disconnected before completion: idle timeout: the server fell silent",
    });
  });

  it("only keeps the connection open", async () => {
    await using server = await startModelServer([fault.endless(": ping\n\n")]);
    const options = clientOptions(server.baseUrl, { provider: { stream_idle_timeout_ms: 100 } });
    await expect(collect(options)).rejects.toMatchObject({ code: "stream-disconnected" });
  });

  it("breaks the connection in the middle", async () => {
    await using server = await startModelServer([sse.drop(responsesEvent.textDelta("a"))]);
    await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({ code: "stream-disconnected" });
  });

  it("breaks the connection before it answers: retried", async () => {
    await using server = await startModelServer([fault.drop(), sse.say("back")]);
    expect(await collect(clientOptions(server.baseUrl, { provider: { request_max_retries: 1 } }))).toHaveLength(3);
  });

  it("ends the stream before the answer is complete", async () => {
    await using server = await startModelServer([fault.raw("", { "x-request-id": "r1" })]);
    await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({
      code: "stream-disconnected",
      message: "stream disconnected before completion: stream closed before response.completed (request id r1)",
    });
  });

  it("sends garbage", async () => {
    await using server = await startModelServer([
      fault.raw("\u0000\u0001<html>nothing\n\ndata: {broken\n\ndata: 7\n\n"),
    ]);
    await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({ code: "stream-disconnected" });
  });

  it.each(["x".repeat(64 * 1024), `data: ${"x".repeat(64 * 1024)}\n`])(
    "never ends an event: memory is limited (%#)",
    async (piece) => {
      await using server = await startModelServer([fault.endless(piece)]);
      const before = process.memoryUsage().rss;
      await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({ code: "stream-disconnected" });
      expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEBIBYTE);
    },
  );

  it("never ends the body of an error", async () => {
    await using server = await startModelServer([fault.endless("x".repeat(64 * 1024), 400)]);
    await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({
      code: "unexpected-status",
      status: 400,
    });
  });

  it.each([
    [
      "<!DOCTYPE html>\n<html><head><title>Access denied</title></head><body>long</body></html>",
      'a web page, "Access denied"',
    ],
    ["<html><body>long</body></html>", "a web page"],
  ])("answers an error with a web page: its title is shown, not its source (%#)", async (body, shown) => {
    await using server = await startModelServer([fault.status(403, body, { "content-type": "text/html" })]);
    await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({
      message: `unexpected status 403 Forbidden: ${shown}`,
    });
  });

  it("sends faster than we read: is slowed down", async () => {
    const delta = `data: ${JSON.stringify(responsesEvent.textDelta("x".repeat(1000)))}\n\n`;
    await using server = await startModelServer([fault.endless(delta.repeat(60))]);
    const before = process.memoryUsage().rss;
    let seen = 0;
    for await (const event of createModelClient(clientOptions(server.baseUrl)).stream(
      PROMPT,
      AbortSignal.timeout(100_000),
    )) {
      if (event.type === "output-text-delta") seen += 1;
      if (seen === 200_000) break;
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MEBIBYTE);
  });

  it("fails twice, then answers", async () => {
    await using server = await startModelServer([fault.status(500), fault.status(503), sse.say("back")]);
    expect(await collect(clientOptions(server.baseUrl, { provider: { request_max_retries: 2 } }))).toHaveLength(3);
  });

  it("fails for good", async () => {
    await using server = await startModelServer([
      fault.status(500),
      fault.status(502, { error: { message: "down" } }, { "x-request-id": "r1" }),
    ]);
    const options = clientOptions(server.baseUrl, { provider: { request_max_retries: 1 } });
    await expect(collect(options)).rejects.toMatchObject({
      code: "retry-limit-reached",
      message: "exceeded retry limit, last status: 502 Bad Gateway: down (request id r1)",
    });
  });

  it("refuses the request: not retried", async () => {
    await using server = await startModelServer([fault.status(400, { error: { message: "bad" } })]);
    const options = clientOptions(server.baseUrl, { provider: { request_max_retries: 3 } });
    await expect(collect(options)).rejects.toMatchObject({
      code: "unexpected-status",
      message: "unexpected status 400 Bad Request: bad",
    });
  });

  it("is interrupted while it thinks, while it answers, and during the wait for a retry", async () => {
    await using server = await startModelServer([
      fault.silence(),
      sse.hang(),
      fault.status(503, {}, { "retry-after": "60" }),
    ]);
    for (let place = 1; place <= 3; place++) {
      const stop = new AbortController();
      const options = clientOptions(server.baseUrl, { provider: { request_max_retries: 1 } });
      const answer = collect(options, { ...PROMPT, onRetry: () => stop.abort() }, stop.signal);
      await server.waitForRequests(place);
      if (place < 3) stop.abort();
      await expect(answer).rejects.toMatchObject({ code: "interrupted" });
    }
  });
});

describe("a limit is reached", () => {
  const retried = async (status: number, body: unknown, headers: Record<string, string> = {}) => {
    await using server = await startModelServer([fault.status(status, body, headers), sse.say("ok")]);
    const delays: number[] = [];
    const onRetry = ({ delayMs }: RequestRetry) => void delays.push(delayMs);
    await collect(clientOptions(server.baseUrl, { provider: { request_max_retries: 1 } }), { ...PROMPT, onRetry });
    return delays[0];
  };

  it("waits as long as Retry-After says", async () => {
    expect(await retried(429, {}, { "retry-after": "1" })).toBe(1000);
    expect(await retried(503, {}, { "retry-after-ms": "20" })).toBe(20);
  });

  it("waits briefly even if the server says not to wait", async () => {
    for (const headers of [
      { "retry-after": "0" },
      { "retry-after-ms": "0" },
      { "retry-after": new Date(0).toUTCString() },
    ]) {
      expect(await retried(429, {}, headers)).toBeGreaterThan(150);
    }
  });

  it("waits as long as the message says", async () => {
    expect(await retried(429, { error: { message: "Rate limit reached. Please try again in 28ms." } })).toBe(28);
  });

  it("uses its own delay if nothing is specified", async () => {
    expect(await retried(429, { error: { message: "slow down" } })).toBeGreaterThan(150);
  });

  it.each(["gzip", "br", "deflate"] as const)("reads an error that is encoded with %s", async (encoding) => {
    const encode = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync }[encoding];
    await using server = await startHttpServer((_, response) => {
      response.writeHead(400, { "content-encoding": encoding });
      response.end(encode('{"error":{"message":"no such model"}}'));
    });
    await expect(collect(clientOptions(`${server.origin}/v1`))).rejects.toThrow(/no such model/);
  });

  it("idle connections that were closed do not use up a request's retries", async () => {
    let resetsUsed = false;
    const used = new WeakSet();
    const waiting: ServerResponse[] = [];
    const body = 'data: {"type":"response.completed","response":{"id":"r"}}\n\n';
    await using server = await startHttpServer((request, response) => {
      if (resetsUsed && used.has(request.socket)) {
        request.socket.destroy();
        return;
      }
      used.add(request.socket);
      waiting.push(response);
      if (resetsUsed || waiting.length === 4) for (const reply of waiting.splice(0)) reply.end(body);
    });
    const options = clientOptions(`${server.origin}/v1`);
    await Promise.all([1, 2, 3, 4].map(() => collect(options)));
    resetsUsed = true;
    expect(await collect(options)).toMatchObject([{ type: "completed" }]);
  });

  it("does not wait for an hour", async () => {
    await using server = await startModelServer([fault.status(429, {}, { "retry-after": "3600" })]);
    await expect(
      collect(clientOptions(server.baseUrl, { provider: { request_max_retries: 3 } })),
    ).rejects.toMatchObject({
      code: "retry-limit-reached",
      message: expect.stringContaining("60 minutes"),
      retryAfterMs: 3_600_000,
    });
  });

  it("does not retry when the plan is used up, and reports when it is available again", async () => {
    const error = { type: "usage_limit_reached", plan_type: "pro", resets_in_seconds: 3 * 3600 + 32 * 60 };
    await using server = await startModelServer([fault.status(429, { error })]);
    const before = Date.now() / 1000;
    const failure = await collect(clientOptions(server.baseUrl, { provider: { request_max_retries: 3 } })).catch(
      (e) => e,
    );
    expect(failure).toMatchObject({
      code: "usage-limit-reached",
      message: "You've hit your usage limit. Try again in 3 hours 32 minutes.",
    });
    const saidAt = failure.resetsAt - error.resets_in_seconds;
    expect(saidAt).toBeGreaterThan(before - 1);
    expect(saidAt).toBeLessThan(Date.now() / 1000 + 1);
  });

  it("shows the error within a router's message, and reads an error in a list", async () => {
    const raw = '{"error":{"message":"The input token count (9) exceeds the maximum number of tokens allowed (8)."}}';
    const bodies = [
      { error: { code: 502, message: "Provider returned error", metadata: { raw: "upstream says no" } } },
      { error: { code: 400, message: "Provider returned error", metadata: { raw } } },
      [{ error: { code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT" } }],
    ];
    await using server = await startModelServer(bodies.map((body) => fault.status(400, body)));
    const failures: unknown[] = [];
    for (const _ of bodies)
      failures.push(await collect(clientOptions(server.baseUrl)).catch((error: unknown) => error));
    expect(failures).toMatchObject([
      { code: "unexpected-status", message: expect.stringMatching(/: Provider returned error: upstream says no$/) },
      { code: "context-window-exceeded" },
      { code: "unexpected-status", message: "unexpected status 400 Bad Request: API key not valid." },
    ]);
  });

  it.each([
    [{ object: "error", message: "This model's maximum context length is 8192 tokens." }, "context-window-exceeded"],
    [
      { object: "error", message: "Prompt contains 9 tokens, too large for maximum context length" },
      "context-window-exceeded",
    ],
    [{ message: "Input is too long for requested model." }, "context-window-exceeded"],
    [{ error: "input length exceeds the context length" }, "context-window-exceeded"],
    [{ error: "The model is loaded with context length of only 4096 tokens" }, "context-window-exceeded"],
    [{ error: { code: "1261", message: "Prompt 超长" } }, "context-window-exceeded"],
    [{ code: "insufficient_quota", message: "pay" }, "usage-limit-reached"],
  ])("understands an error in the form of another server: %j", async (body, code) => {
    await using server = await startModelServer([fault.status(500, body)]);
    await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({ code });
  });

  it.each([
    [{ code: "InvalidParameter", message: "no such tool" }, "no such tool"],
    [{ status: 400, error: "Bad Request", message: "no such tool" }, "Bad Request: no such tool"],
    [{ error: "", message: "no such tool" }, "no such tool"],
    [{ errors: ["no such tool"] }, '{"errors":["no such tool"]}'],
  ])("shows the message of %j", async (body, shown) => {
    await using server = await startModelServer([fault.status(400, body)]);
    const message = `unexpected status 400 Bad Request: ${shown}`;
    await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({ message });
  });

  it("names the request if there is no error message, without secrets in the URL", async () => {
    await using server = await startModelServer([fault.status(404, "404 page not found")]);
    const provider = { query_params: { key: "secret" } };
    await expect(collect(clientOptions(server.baseUrl, { provider }))).rejects.toMatchObject({
      message: `unexpected status 404 Not Found: 404 page not found (asked: ${server.baseUrl}/responses; is \`base_url\` right?)`,
    });
  });

  it("names the target of a redirect, which is not followed with credentials", async () => {
    const headers = { location: "https://elsewhere.example/v1?key=s" };
    await using server = await startModelServer([fault.status(308, "", headers)]);
    await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({
      message:
        "unexpected status 308 Permanent Redirect: it leads to https://elsewhere.example/v1; is `base_url` right?",
    });
  });

  it.each([
    [429, { type: "usage_not_included" }, "usage-not-included"],
    [429, { code: "insufficient_quota", message: "pay" }, "usage-limit-reached"],
    [400, { code: "context_length_exceeded", message: "too long" }, "context-window-exceeded"],
    [400, { code: 400, message: "This model's maximum context length is 8192 tokens." }, "context-window-exceeded"],
    [413, { message: "Request Entity Too Large" }, "context-window-exceeded"],
    [400, { message: "max_tokens is too large" }, "unexpected-status"],
  ])("does not retry %i %j", async (status, error, code) => {
    await using server = await startModelServer([fault.status(status, { error })]);
    await expect(
      collect(clientOptions(server.baseUrl, { provider: { request_max_retries: 3 } })),
    ).rejects.toMatchObject({ code });
  });

  it.each([
    [{ code: "rate_limit_exceeded", message: "Please try again in 1m2.5s." }, "stream-disconnected", 62_500],
    [{ code: "server_error", message: "later" }, "stream-disconnected", undefined],
    [{ code: "context_length_exceeded", message: "too long" }, "context-window-exceeded", undefined],
    [{ type: "error", message: "prompt is too long: 2 tokens > 1 maximum" }, "context-window-exceeded", undefined],
    [{ code: 402, message: "no credits" }, "unexpected-status", undefined],
    [{ code: 401, message: "no such key" }, "auth-required", undefined],
    [{ code: 413, message: "too large" }, "context-window-exceeded", undefined],
    [{ code: 429, message: "try again in 2s" }, "stream-disconnected", 2000],
    [{ code: 502, message: "upstream" }, "stream-disconnected", undefined],
    [{ code: 7, message: "who knows" }, "stream-disconnected", undefined],
  ])("in the middle of a stream: %j", async (error, code, retryAfterMs) => {
    await using server = await startModelServer([sse.failed(error)]);
    await expect(collect(clientOptions(server.baseUrl))).rejects.toMatchObject({ code, retryAfterMs });
  });
});
