import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { webSocketTransport } from "./web-socket-transport.js";

test("a long message is never fully in memory for a client that does not read, and arrives complete at one that does", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  const [[served]] = await Promise.all([once(server, "connection"), once(client, "open")]);
  client.pause();
  const transport = webSocketTransport(served);
  // Any piece could end within a character.
  const text = `x${"🌱".repeat(8 * 1024 * 1024)}`;
  const sent = transport.send([{ text }]);
  expect(served.bufferedAmount).toBeLessThan(1024 * 1024);
  client.resume();
  const [data] = await once(client, "message");
  expect(String(data) === text).toBe(true);
  await sent;
  client.close();
  await once(client, "close");
  server.close();
});
