import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { answer, callNow, connect, serveTools } from "./support/http-tool-server.js";

interface Behaviour {
  /** What it sends of the stream that answers a call. */
  readonly onCall: (response: ServerResponse, answer: string) => void;
  /** How it answers a request to continue that stream. */
  readonly onResume: (response: ServerResponse, answer: string, attempt: number) => void;
}

/** A server whose streams break off, and the events after which it was asked to continue. */
async function startServer({ onCall, onResume }: Behaviour) {
  const resumed: string[] = [];
  let last = "";
  const server = await serveTools((exchange) => {
    const { id, method, request, response } = exchange;
    const resumedAfter = request.headers["last-event-id"];
    if (typeof resumedAfter === "string") {
      resumed.push(resumedAfter);
      return onResume(response, last, resumed.length);
    }
    if (method !== "tools/call") return answer(exchange);
    last = `id: last\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, result: { content: [] } })}\n\n`;
    return onCall(stream(response), last);
  });
  const { manager } = await connect(server);
  return {
    resumed,
    call: () => callNow(manager),
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function stream(response: ServerResponse): ServerResponse {
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  return response;
}

/** An event with an id: the stream can be continued after it. `retry` keeps the pause short. */
const beginning = "retry: 1\nid: first\ndata: \n\n";

test.each(["\u2603", "x".repeat(5000)])(
  "a call ends when its stream breaks off after an event that no header can name",
  async (id) => {
    await using server = await startServer({
      onCall: (response) => response.end(`retry: 1\nid: ${id}\ndata: \n\n`),
      onResume: (response) => response.writeHead(400).end(),
    });
    await expect(server.call()).rejects.toThrow("the server ended its answer before it was complete");
    expect(server.resumed).toEqual([]);
  },
);

const refused: [string, Behaviour["onResume"]][] = [
  ["405", (response) => response.writeHead(405).end()],
  ["404", (response) => response.writeHead(404).end()],
  ["503 each time", (response) => response.writeHead(503).end()],
  ["a broken connection each time", (response) => response.destroy()],
  ["a stream without the answer", (response) => stream(response).end(": nothing\n\n")],
];
test.each(refused)("a call ends when its stream breaks off and cannot be continued: %s", async (_, onResume) => {
  await using server = await startServer({ onCall: (response) => response.end(beginning), onResume });
  await expect(server.call()).rejects.toMatchObject({ code: "call-failed" });
  expect(new Set(server.resumed)).toEqual(new Set(["first"]));
});

test("a stream that breaks off is continued after its last event, also after a failed attempt", async () => {
  await using server = await startServer({
    onCall: (response) => response.end(beginning),
    onResume: (response, answer, attempt) => {
      if (attempt === 1) response.writeHead(503).end();
      else if (attempt === 2) stream(response).end("id: second\ndata: \n\n");
      else stream(response).end(answer);
    },
  });
  expect(await server.call()).toEqual({ content: [] });
  expect(server.resumed).toEqual(["first", "first", "second"]);
});

test("a connection that is cut before the answer ends the call", async () => {
  await using server = await startServer({
    onCall: (response) => response.write(": soon\n\n", () => response.destroy()),
    onResume: (response) => response.writeHead(405).end(),
  });
  await expect(server.call()).rejects.toMatchObject({ code: "call-failed" });
  expect(server.resumed).toEqual([]);
});

test("the stream of a call that a server leaves open is closed after its answer", async () => {
  const closed = Promise.withResolvers<void>();
  await using server = await startServer({
    onCall(response, answer) {
      response.once("close", closed.resolve);
      response.write(answer);
    },
    onResume: (response) => response.writeHead(405).end(),
  });
  expect(await server.call()).toEqual({ content: [] });
  await closed.promise;
  expect(server.resumed).toEqual([]);
  expect(await server.call()).toEqual({ content: [] });
});
