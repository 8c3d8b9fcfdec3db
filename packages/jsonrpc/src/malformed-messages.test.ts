import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Connection, type ConnectionOptions, type Problem, streamTransport } from "./index.js";

/** The other end of a connection, by hand: writes lines and collects the answers. */
function rawPeer(options: Omit<ConnectionOptions, "transport"> & { readonly maxLineLength?: number } = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const { maxLineLength = 10_000 } = options;
  const transport = streamTransport({ readable: input, writable: output, maxLineLength });
  const connection = new Connection({ ...options, transport });
  return {
    send: (...lines: string[]) => input.write(lines.map((line) => `${line}\n`).join("")),
    /** All answers until the connection ended. */
    async finish(): Promise<unknown[]> {
      input.end();
      const replies = (await text(output)).split("\n").filter((line) => line !== "");
      expect(await connection.closed).toEqual({ type: "peer-ended" });
      return replies.map((line): unknown => JSON.parse(line));
    },
  };
}

const error = (id: unknown, code: number, message: string) => ({ jsonrpc: "2.0", id, error: { code, message } });

test.each([
  ["{", error(null, -32700, "Parse error: the message is not JSON")],
  ["[]", error(null, -32600, "Invalid request: batches are not supported")],
  ['[{"jsonrpc":"2.0","id":1,"method":"x"}]', error(null, -32600, "Invalid request: batches are not supported")],
  ["null", error(null, -32600, "Invalid request: a message is an object")],
  ['"x"', error(null, -32600, "Invalid request: a message is an object")],
  ["{}", error(null, -32600, 'Invalid request: neither "method" nor "result" nor "error"')],
  ['{"jsonrpc":"1.0","id":1,"method":"x"}', error(null, -32600, 'Invalid request: "jsonrpc" must be "2.0"')],
  ['{"id":1,"method":7}', error(null, -32600, 'Invalid request: "method" must be a string')],
  ['{"id":null,"method":"x"}', error(null, -32600, 'Invalid request: "id" must be a string or an integer')],
  ['{"id":{},"method":"x"}', error(null, -32600, 'Invalid request: "id" must be a string or an integer')],
  ['{"id":1.5,"method":"x"}', error(null, -32600, 'Invalid request: "id" must be a string or an integer')],
  ['{"id":"7","method":"x"}', error("7", -32601, "Method not found: x")],
  ['{"id":7,"method":"__proto__"}', error(7, -32601, "Method not found: __proto__")],
])("%s", async (line, reply) => {
  const peer = rawPeer();
  peer.send(line);
  expect(await peer.finish()).toEqual([reply]);
});

test("a request with an id in use is refused, and the first one is answered", async () => {
  const { promise, resolve } = Promise.withResolvers<object>();
  const release = () => resolve({ released: true });
  const peer = rawPeer({ findHandler: (method) => (method === "wait" ? () => promise : release) });
  peer.send('{"id":1,"method":"wait"}', '{"id":1,"method":"wait"}', '{"id":2,"method":"release"}');
  expect(await peer.finish()).toEqual([
    error(1, -32600, "Invalid request: id 1 is in use"),
    { jsonrpc: "2.0", id: 1, result: { released: true } },
    { jsonrpc: "2.0", id: 2, result: {} },
  ]);
});

test("with a peer that may repeat a request, it is answered once", async () => {
  const { promise, resolve } = Promise.withResolvers<object>();
  const release = () => resolve({ released: true });
  const peer = rawPeer({ mayRepeat: true, findHandler: (method) => (method === "wait" ? () => promise : release) });
  peer.send('{"id":1,"method":"wait"}', '{"id":1,"method":"wait"}', '{"id":2,"method":"release"}');
  expect(await peer.finish()).toEqual([
    { jsonrpc: "2.0", id: 1, result: { released: true } },
    { jsonrpc: "2.0", id: 2, result: {} },
  ]);
});

test("unexpected and malformed answers do no harm", async () => {
  const peer = rawPeer({ findHandler: () => () => ({}) });
  peer.send('{"id":99,"result":{}}', '{"id":null,"error":{"code":1,"message":"x"}}', '{"id":0,"error":{}}');
  peer.send('{"id":1,"method":"alive"}');
  expect(await peer.finish()).toEqual([{ jsonrpc: "2.0", id: 1, result: {} }]);
});

test("unexpected and malformed messages are reported to the log, with a description if the peer gave none", async () => {
  const problems: Problem[] = [];
  const peer = rawPeer({ onProblem: (problem) => problems.push(problem) });
  peer.send(
    '{"id":99,"result":{}}',
    '{"id":"a","error":{"code":1,"message":"x"}}',
    '{"error":{"code":"1","message":7}}',
  );
  peer.send("{");
  await peer.finish();
  expect(problems).toMatchObject([
    { type: "unexpected-answer", id: 99 },
    { type: "unexpected-answer", id: "a", error: { code: 1, message: "x" } },
    { type: "unexpected-answer", id: undefined, error: { code: -32603, message: "The peer gave no message" } },
    { type: "malformed-message", error: { code: -32700, name: "RpcError" } },
  ]);
});

test("a request is only cancelled by its own id; cancellations without one are ignored", async () => {
  const problems: Problem[] = [];
  const aborted: unknown[] = [];
  const peer = rawPeer({
    onProblem: (problem) => problems.push(problem),
    findHandler: (method) =>
      method !== "wait"
        ? () => ({ aborted: aborted.length })
        : (_, { signal, id }) =>
            new Promise((resolve) => signal.addEventListener("abort", () => resolve(aborted.push(id)))),
  });
  const cancel = (...params: readonly string[]) =>
    peer.send(...params.map((one) => `{"method":"notifications/cancelled","params":${one}}`));
  peer.send('{"id":1,"method":"wait"}');
  cancel("null", "7", "[]", "{}", '{"requestId":null}', '{"requestId":{}}', '{"requestId":2}', '{"requestId":"1"}');
  peer.send('{"id":2,"method":"look"}');
  cancel('{"requestId":1}');
  peer.send('{"id":3,"method":"look"}');
  expect(await peer.finish()).toEqual([
    { jsonrpc: "2.0", id: 2, result: { aborted: 0 } },
    { jsonrpc: "2.0", id: 3, result: { aborted: 1 } },
  ]);
  expect([aborted, problems]).toEqual([[1], []]);
});

test("requests beyond the limit are refused; those that run are answered", async () => {
  const { promise, resolve } = Promise.withResolvers<object>();
  const peer = rawPeer({
    maxRunningRequests: 2,
    findHandler: () => () => promise,
    onNotification: () => resolve({ waited: true }),
  });
  peer.send('{"id":1,"method":"wait"}', '{"id":2,"method":"wait"}', '{"id":3,"method":"wait"}', '{"method":"go"}');
  expect(await peer.finish()).toEqual([
    error(3, -32000, "More than 2 requests are running"),
    { jsonrpc: "2.0", id: 1, result: { waited: true } },
    { jsonrpc: "2.0", id: 2, result: { waited: true } },
  ]);
});

test("a too long message is answered with -32700, and the next one is served", async () => {
  const peer = rawPeer({ maxLineLength: 30, findHandler: () => () => ({}) });
  peer.send(`{"id":1,"method":"${"x".repeat(100_000)}"}`, '{"id":2,"method":"alive"}');
  expect(await peer.finish()).toEqual([
    error(null, -32700, "Parse error: a message is longer than 30 characters"),
    { jsonrpc: "2.0", id: 2, result: {} },
  ]);
});

test("whatever arrives, the connection survives and no prototype changes", async () => {
  const key = fc.constantFrom("id", "method", "params", "result", "error", "jsonrpc", "__proto__", "constructor");
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom("2.0", "notifications/cancelled", "x", 0, null));
  const message = fc.oneof(
    fc.string().map((line) => line.replace(/\n/g, "")),
    fc.json(),
    fc.array(fc.tuple(key, value)).map((pairs) => {
      return `{${pairs.map(([name, inner]) => `${JSON.stringify(name)}:${JSON.stringify(inner)}`).join()}}`;
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(message), async (messages) => {
      const peer = rawPeer({ findHandler: (method) => (params) => ({ method, params }) });
      peer.send(...messages, '{"id":"last","method":"alive"}');
      const replies = await peer.finish();
      expect(replies).toContainEqual({ jsonrpc: "2.0", id: "last", result: { method: "alive" } });
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
