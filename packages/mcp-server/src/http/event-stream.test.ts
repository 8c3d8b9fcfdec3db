import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { EventStream } from "./event-stream.js";

const MESSAGE = "x".repeat(24 * 1024 * 1024);

/** A stream with a client that has not read anything yet. */
async function connect() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const asked = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
  const answered = once(get({ port: (server.address() as AddressInfo).port, host: "127.0.0.1" }), "response");
  const [, response] = await asked;
  const stream = new EventStream();
  stream.attach(response, { primes: true });
  const [reader] = (await answered) as [IncomingMessage];
  return {
    stream,
    reader,
    response,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

test("a client that reads slowly gets all of a long message", async () => {
  using connection = await connect();
  const { stream, reader } = connection;
  const sent = stream.send(MESSAGE).then(() => stream.end());
  let length = 0;
  for await (const chunk of reader) {
    length += chunk.length;
    await sleep(8);
  }
  await sent;
  expect(length).toBeGreaterThan(MESSAGE.length);
});

test("a client that reads nothing is disconnected", async () => {
  using connection = await connect();
  const { stream, reader, response } = connection;
  reader.on("error", () => {});
  await stream.send(MESSAGE);
  expect(response.destroyed).toBe(true);
});
