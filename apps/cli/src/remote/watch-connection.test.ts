import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { PING_MS, watchConnection } from "./watch-connection.js";

/** Nothing happens in the intervals but what the tests wait for. */
function watch(socket: WebSocket): void {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  watchConnection(socket);
}

async function connect(options: { readonly autoPong: boolean }) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, ...options });
  onTestFinished(() => server.close());
  await once(server, "listening");
  const accepted = once(server, "connection");
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => socket.terminate());
  await once(socket, "open");
  const [peer]: WebSocket[] = await accepted;
  if (peer === undefined) throw new Error("no connection");
  return { socket, peer };
}

test("ends a connection whose other side answers nothing, though nobody has closed it", async () => {
  const { socket } = await connect({ autoPong: false });
  const closed = once(socket, "close");
  watch(socket);
  vi.advanceTimersByTime(2 * PING_MS);
  const [code] = await closed;
  expect(code).toBe(1006);
});

test.each([
  ["pongs", true],
  ["messages", false],
])("keeps a connection on which there are only %s", async (_, autoPong) => {
  const { socket, peer } = await connect({ autoPong });
  if (!autoPong) peer.on("ping", () => peer.send("{}"));
  watch(socket);
  for (let count = 0; count < 3; count++) {
    const answered = once(socket, autoPong ? "pong" : "message");
    vi.advanceTimersByTime(PING_MS);
    await answered;
  }
  expect(socket.readyState).toBe(WebSocket.OPEN);
});
