import { Channel, type Incoming, type Transport } from "@codex/jsonrpc";
import { LONG_TEXT, piecesOf } from "@codex/slices";
import type { WebSocket } from "ws";

/** How many unread messages may queue before the client is paused. */
const CAPACITY = 64;
/** How long a client may take to answer the close frame, in milliseconds. */
const CLOSE_MS = 500;
/** The interval between pings, in milliseconds; a client that has not answered by the next one is disconnected. */
const PING_MS = 30_000;
const GOING_AWAY = 1001;
const UNSUPPORTED_DATA = 1003;

/** A transport with one WebSocket text message per JSON-RPC message. */
export function webSocketTransport(socket: WebSocket): Transport {
  const incoming = new Channel<Incoming>(CAPACITY);
  const ended = Promise.withResolvers<void>();
  let isAlive = true;
  const pings = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS).unref();
  socket.on("pong", () => {
    isAlive = true;
  });
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.close(UNSUPPORTED_DATA, "messages are text");
    socket.pause();
    void incoming.push({ type: "text", text: String(data) }).then(() => socket.resume());
  });
  // A broken connection is handled like a closed one.
  socket.on("error", () => {});
  socket.on("close", () => {
    clearInterval(pings);
    incoming.close();
    ended.resolve();
  });
  return {
    incoming,
    async send(messages) {
      const [first] = messages;
      // Long messages are passed alone.
      if (first !== undefined && first.text.length >= LONG_TEXT) return sendInPieces(socket, first.text);
      await Promise.all(messages.map(({ text }) => sendFrame(socket, text)));
    },
    async close() {
      incoming.close();
      const timer = setTimeout(() => socket.terminate(), CLOSE_MS);
      socket.close(GOING_AWAY);
      // The paused socket must still receive the close frame.
      socket.resume();
      await ended.promise.finally(() => clearTimeout(timer));
    },
  };
}

/** Sends one message as several frames: its bytes are never all in memory at once, and pings get through in between. */
async function sendInPieces(socket: WebSocket, text: string): Promise<void> {
  for (const piece of piecesOf(text)) await sendFrame(socket, piece, { fin: false });
  await sendFrame(socket, "");
}

function sendFrame(socket: WebSocket, text: string, { fin } = { fin: true }): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, { fin }, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
