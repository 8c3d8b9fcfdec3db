import type { WebSocket } from "ws";

/** The interval between pings, in milliseconds. */
export const PING_MS = 30_000;

/**
 * Ends the connection once the server has sent nothing for a whole interval, not even an answer to a ping. A network that swallows
 * everything, or a machine that is gone, closes no connection.
 */
export function watchConnection(socket: WebSocket): void {
  let isAlive = true;
  const note = () => {
    isAlive = true;
  };
  const pings = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS).unref();
  socket.on("pong", note).on("message", note);
  socket.on("close", () => clearInterval(pings));
}
