import { expect, test } from "vitest";
import * as z from "zod";
import {
  Connection,
  ConnectionError,
  type ConnectionOptions,
  createCaller,
  memoryTransportPair,
  type Problem,
  RpcError,
  serveTable,
} from "./index.js";

const table = {
  add: { params: z.object({ terms: z.array(z.number()) }), result: z.object({ sum: z.number() }) },
  wait: { params: z.object({}).optional(), result: z.object({}) },
} as const;

type Options = Omit<ConnectionOptions, "transport">;
function connect(client: Options, server: Options) {
  const [here, there] = memoryTransportPair();
  const connections = {
    client: new Connection({ ...client, transport: here }),
    server: new Connection({ ...server, transport: there }),
  };
  return { ...connections, [Symbol.asyncDispose]: () => connections.client.close() };
}

function adder(onWait: (signal: AbortSignal) => Promise<Record<string, never>>) {
  return serveTable(table, {
    add: ({ terms }) => ({ sum: terms.reduce((sum, term) => sum + term, 0) }),
    wait: (_, { signal }) => onWait(signal),
  });
}
const untilAborted = (signal: AbortSignal) =>
  new Promise<Record<string, never>>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
/** A waiter that tells when it has started. */
function waiter() {
  const started = Promise.withResolvers<AbortSignal>();
  const findHandler = adder((signal) => {
    started.resolve(signal);
    return untilAborted(signal);
  });
  return { started: started.promise, findHandler };
}

test("a typed call through a table", async () => {
  await using peers = connect({}, { findHandler: adder(untilAborted) });
  const call = createCaller(peers.client, table);
  expect(await call("add", { terms: [1, 2, 39] })).toEqual({ sum: 42 });
});

test("a protocol without versions and cancellations", async () => {
  const [here, there] = memoryTransportPair();
  await using client = new Connection({ transport: here, writesVersion: false, announcesCancellation: false });
  const seen: unknown[] = [];
  const reading = (async () => {
    for await (const message of there.incoming) if (message.type === "text") seen.push(JSON.parse(message.text));
  })();
  const giveUp = new AbortController();
  const asked = client.request("ask", { a: 1 }, { signal: giveUp.signal });
  giveUp.abort(new Error("enough"));
  await expect(asked).rejects.toThrow("enough");
  await client.notify("tell");
  await client.close();
  await reading;
  expect(seen).toEqual([{ id: 0, method: "ask", params: { a: 1 } }, { method: "tell" }]);
});

test("a late answer to an abandoned request is ignored, once", async () => {
  const [here, there] = memoryTransportPair();
  const problems: Problem[] = [];
  await using client = new Connection({ transport: here, onProblem: (problem) => problems.push(problem) });
  const giveUp = new AbortController();
  const asked = client.request("ask", {}, { signal: giveUp.signal });
  giveUp.abort(new Error("enough"));
  await expect(asked).rejects.toThrow("enough");
  const answer = '{"jsonrpc":"2.0","id":0,"result":{}}';
  await there.send([{ text: answer }, { text: answer }, { text: '{"jsonrpc":"2.0","method":"over"}' }]);
  await there.close();
  await client.closed;
  expect(problems).toEqual([{ type: "unexpected-answer", id: 0 }]);
});

test("both sides send requests at the same time, with their own ids", async () => {
  await using peers = connect(
    { findHandler: () => () => ({ from: "client" }) },
    { findHandler: () => () => ({ from: "server" }) },
  );
  const answers = await Promise.all([peers.client.request("a"), peers.server.request("b"), peers.client.request("c")]);
  expect(answers).toEqual([{ from: "server" }, { from: "client" }, { from: "server" }]);
});

test("an unknown method is answered with -32601", async () => {
  await using peers = connect({}, { findHandler: adder(untilAborted) });
  await expect(peers.client.request("toString")).rejects.toMatchObject({
    code: -32601,
    message: "Method not found: toString",
  });
});

test("invalid params are answered with -32602 and the path", async () => {
  await using peers = connect({}, { findHandler: adder(untilAborted) });
  await expect(peers.client.request("add", { terms: [1, "2"] })).rejects.toMatchObject({
    code: -32602,
    message: "Invalid params: terms[1]: expected number",
    data: { path: ["terms", 1] },
  });
});

test("a handler's error is answered with -32603, without its message", async () => {
  const problems: Problem[] = [];
  await using peers = connect(
    {},
    {
      onProblem: (problem) => problems.push(problem),
      findHandler: () => () => {
        throw new Error("secret");
      },
    },
  );
  await expect(peers.client.request("x")).rejects.toEqual(new RpcError(-32603, "Internal error in x"));
  expect(problems).toMatchObject([{ type: "handler-failed", method: "x", error: { message: "secret" } }]);
});

test("a cancelled request rejects with the signal's reason, aborts the handler and gets no answer", async () => {
  const { started, findHandler } = waiter();
  const problems: Problem[] = [];
  await using peers = connect({ onProblem: (problem) => problems.push(problem) }, { findHandler });
  const controller = new AbortController();
  const call = peers.client.request("wait", {}, { signal: controller.signal });
  const handler = await started;
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  expect(await createCaller(peers.client, table)("add", { terms: [] })).toEqual({ sum: 0 });
  expect(handler.aborted).toBe(true);
  expect(problems).toEqual([]);
});

test("messages that a handler sends after its answer come after it", async () => {
  const [here, there] = memoryTransportPair();
  const server = new Connection({
    transport: there,
    findHandler: () => (_, context) => {
      context.afterAnswer(() => void server.notify("later"));
      return {};
    },
  });
  await here.send([{ text: '{"id":1,"method":"x"}' }]);
  const seen: unknown[] = [];
  for await (const message of here.incoming) {
    if (message.type === "text") seen.push(JSON.parse(message.text));
    if (seen.length === 2) break;
  }
  expect(seen).toMatchObject([{ id: 1, result: {} }, { method: "later" }]);
  await server[Symbol.asyncDispose]();
  expect(await server.closed).toEqual({ type: "closed" });
});

test("closing rejects pending requests on both sides and aborts running handlers", async () => {
  const { started, findHandler } = waiter();
  const peers = connect({}, { findHandler, drainTimeoutMs: 0 });
  const call = peers.client.request("wait").catch((error: unknown) => error);
  const handler = await started;
  await peers.client.close();
  expect(await call).toBeInstanceOf(ConnectionError);
  expect(await peers.client.closed).toEqual({ type: "closed" });
  expect(await peers.server.closed).toEqual({ type: "peer-ended" });
  expect(handler.aborted).toBe(true);
  await expect(peers.server.request("late")).rejects.toMatchObject({ code: "closed" });
  await peers.server.notify("late");
});
