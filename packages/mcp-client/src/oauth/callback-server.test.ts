import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { listenForCallback } from "./callback-server.js";

async function freePort(): Promise<number> {
  await using server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return address === null || typeof address === "string" ? 0 : address.port;
}

test("a login that is stopped before its port is open leaves the port to others", async () => {
  const callbackPort = await freePort();
  const first = new AbortController();
  const listening = listenForCallback({ callbackPort, state: "a", signal: first.signal });
  first.abort();
  await expect(listening).rejects.toThrow(/abort/i);
  await using next = await listenForCallback({ callbackPort, state: "b", signal: new AbortController().signal });
  expect(next.url).toContain(`:${callbackPort}/`);
});
