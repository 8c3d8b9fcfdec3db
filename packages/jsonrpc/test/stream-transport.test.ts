import { spawn } from "node:child_process";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { Connection, type ConnectionOptions, RpcError, streamTransport } from "../src/index.js";

/** A connection to a program of a few lines. */
function connectTo(script: string, options: Omit<ConnectionOptions, "transport"> = {}) {
  const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  const transport = streamTransport({ readable: child.stdout, writable: child.stdin });
  const connection = new Connection({ ...options, transport });
  return {
    child,
    connection,
    async [Symbol.asyncDispose]() {
      await connection.close();
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

const ECHO = `
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, params } = JSON.parse(line);
  console.log(JSON.stringify({ jsonrpc: "2.0", id, result: { params } }));
});`;

test("a thousand concurrent requests over a child's stdio", async () => {
  await using peer = connectTo(ECHO);
  const numbers = Array.from({ length: 1000 }, (_, index) => index);
  const answers = await Promise.all(numbers.map((n) => peer.connection.request("echo", { n, text: "äöü€" })));
  expect(answers).toEqual(numbers.map((n) => ({ params: { n, text: "äöü€" } })));
});

test("long messages arrive complete among short ones, wherever their chunks end", async () => {
  await using peer = connectTo(ECHO);
  const texts = ["a", "ab"].map((start) => `${start}${"😀".repeat(200_000)}`);
  const answers = await Promise.all(
    [...texts, "short", ...texts].map((text) => peer.connection.request("echo", { text })),
  );
  expect(answers.map((answer) => JSON.stringify(answer))).toEqual(
    [...texts, "short", ...texts].map((text) => JSON.stringify({ params: { text } })),
  );
});

test("a child that exits rejects pending requests", async () => {
  await using peer = connectTo('process.stdin.once("data", () => process.exit(3))');
  await expect(peer.connection.request("x")).rejects.toMatchObject({ name: "ConnectionError", code: "closed" });
});

test("writing to a program that has exited ends the connection and nothing else", async () => {
  await using peer = connectTo(
    "require('node:fs').closeSync(0); console.log(JSON.stringify({ method: 'deaf' })); setInterval(() => {}, 1000)",
    {
      onNotification: (_method, _params, connection) => {
        const text = "x".repeat(1_000_000);
        for (let index = 0; index < 4; index += 1) void connection.notify("news", { text });
      },
    },
  );
  const reason = await peer.connection.closed;
  expect(reason).toMatchObject({ type: "failed", error: { code: "EPIPE" } });
  await peer.connection.notify("late");
});

test("senders wait while the peer does not read", async () => {
  const writable = new PassThrough({ highWaterMark: 1 });
  const connection = new Connection({ transport: streamTransport({ readable: new PassThrough(), writable }) });
  let sent = 0;
  const sending = (async () => {
    for (; sent < 100; sent += 1) await connection.notify("news", { text: "x".repeat(100) });
  })();
  await once(writable, "readable");
  expect(sent).toBeLessThan(5);
  writable.resume();
  await sending;
  expect(sent).toBe(100);
  await connection.close();
});

test("a peer that does not read is disconnected when too much has piled up", async () => {
  const writable = new PassThrough({ highWaterMark: 1 });
  const transport = streamTransport({ readable: new PassThrough(), writable });
  const connection = new Connection({ transport, maxUnsentLength: 10_000 });
  const pending = connection.request("wait").catch((error: unknown) => error);
  for (let index = 0; index < 200; index += 1) void connection.notify("news", { text: "x".repeat(100) });
  expect(await connection.closed).toMatchObject({ type: "failed", error: { code: "peer-stalled" } });
  expect(await pending).toMatchObject({ code: "closed" });
});

test("a message longer than the backlog limit is sent completely", async () => {
  const writable = new PassThrough();
  const transport = streamTransport({ readable: new PassThrough(), writable });
  const connection = new Connection({ transport, maxUnsentLength: 10_000 });
  const read = text(writable);
  await connection.notify("news", { text: "x".repeat(100_000) });
  await connection.notify("end");
  await connection.close();
  writable.end();
  const [news, end] = (await read).split("\n");
  expect(news).toHaveLength('{"jsonrpc":"2.0","method":"news","params":{"text":""}}'.length + 100_000);
  expect(end).toContain("end");
});

test.each([65_535, 65_536, 65_537, 131_072, 200_000])(
  "a message of more than %i letters is sent in chunks that split no character",
  async (length) => {
    const writable = new PassThrough();
    const connection = new Connection({ transport: streamTransport({ readable: new PassThrough(), writable }) });
    const pieces: number[] = [];
    writable.on("data", (piece: Buffer) => void pieces.push(piece.toString("utf8").length));
    const read = text(writable);
    const sent = `${"x".repeat(length - 60)}${"\u{1f600}".repeat(70_000)}`;
    await connection.notify("news", { sent });
    await connection.close();
    const [news = ""] = (await read).split("\n");
    expect(JSON.parse(news)).toMatchObject({ params: { sent } });
    expect(Math.max(...pieces)).toBeLessThanOrEqual(64 * 1024 + 1);
  },
);

test("messages of one tick share a write", async () => {
  const writable = new PassThrough();
  const connection = new Connection({ transport: streamTransport({ readable: new PassThrough(), writable }) });
  void connection.notify("a");
  void connection.notify("b");
  const [chunk] = await once(writable, "data");
  expect(String(chunk)).toBe('{"jsonrpc":"2.0","method":"a"}\n{"jsonrpc":"2.0","method":"b"}\n');
  await connection.close();
});

test("messages share a write until `gather` calls back", async () => {
  const writable = new PassThrough();
  const { promise: gathered, resolve: leave } = Promise.withResolvers<void>();
  const gather = (then: () => void) => void gathered.then(then);
  const connection = new Connection({ transport: streamTransport({ readable: new PassThrough(), writable, gather }) });
  void connection.notify("a");
  await new Promise((resolve) => setImmediate(resolve));
  void connection.notify("b");
  expect(writable.readableLength).toBe(0);
  leave();
  const [chunk] = await once(writable, "data");
  expect(String(chunk)).toBe('{"jsonrpc":"2.0","method":"a"}\n{"jsonrpc":"2.0","method":"b"}\n');
  await connection.close();
});

test("a request without a JSON form is refused where it is sent", async () => {
  const connection = new Connection({
    transport: streamTransport({ readable: new PassThrough(), writable: new PassThrough() }),
  });
  await expect(connection.request("x", { n: 1n })).rejects.toMatchObject({ code: "unsendable" });
  await connection.close();
});

test("answers without a JSON form become errors; errors lose their details", async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const handlers: Record<string, () => unknown> = {
    result: () => ({ n: 1n }),
    error: () => {
      throw new RpcError(7, "seven", { data: 1n });
    },
  };
  new Connection({
    transport: streamTransport({ readable: input, writable: output }),
    findHandler: (method) => handlers[method],
  });
  input.end('{"id":1,"method":"result"}\n{"id":2,"method":"error"}\n');
  expect(
    (await text(output))
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([
    { jsonrpc: "2.0", id: 1, error: { code: -32603, message: "Internal error in result" } },
    { jsonrpc: "2.0", id: 2, error: { code: 7, message: "seven" } },
  ]);
});

test("closing does not wait forever for a peer that does not read", async () => {
  const writable = new PassThrough({ highWaterMark: 1 });
  const transport = streamTransport({ readable: new PassThrough(), writable });
  const connection = new Connection({ transport, drainTimeoutMs: 0 });
  void connection.notify("news", { text: "x".repeat(100) });
  await connection.close();
  expect(writable.destroyed).toBe(true);
});

test("requests that are running when the input ends are answered before the connection closes", async () => {
  const [readable, writable] = [new PassThrough(), new PassThrough()];
  const aborted = Promise.withResolvers<void>();
  const connection = new Connection({
    transport: streamTransport({ readable, writable }),
    drainTimeoutMs: 0,
    findHandler:
      () =>
      (_params, { signal }) => {
        signal.addEventListener("abort", () => aborted.resolve());
        return aborted.promise;
      },
  });
  const output = text(writable);
  readable.end('{"jsonrpc":"2.0","id":1,"method":"long"}\n');
  expect(await connection.closed).toEqual({ type: "peer-ended" });
  await aborted.promise;
  expect(JSON.parse(await output)).toEqual({
    jsonrpc: "2.0",
    id: 1,
    error: { code: -32603, message: "The input ended before this request was done: it was stopped" },
  });
});

test("a request that finishes soon after the input's end gets its own answer", async () => {
  const [readable, writable] = [new PassThrough(), new PassThrough()];
  const inputEnded = once(readable, "end");
  const connection = new Connection({
    transport: streamTransport({ readable, writable }),
    drainTimeoutMs: 100_000,
    // Waits some rounds of the event loop after the input's end, so that the end has been noticed.
    findHandler: () => async () => {
      await inputEnded;
      for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate);
      return { done: true };
    },
  });
  const output = text(writable);
  readable.end('{"jsonrpc":"2.0","id":1,"method":"short"}\n');
  expect(await connection.closed).toEqual({ type: "peer-ended" });
  expect(JSON.parse(await output)).toEqual({ jsonrpc: "2.0", id: 1, result: { done: true } });
});
