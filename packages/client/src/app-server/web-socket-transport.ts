import { Channel, type Incoming, type Transport } from "@codex/jsonrpc";
import { ClientError } from "../client-error.js";

/** The part of a browser's `WebSocket`, or of Node's, that is used. */
export interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: "open" | "message" | "close" | "error", listener: (event: object) => void): void;
}

/** Messages as text frames of a socket that is open. Sockets know no back-pressure, so `send` never waits. */
export function webSocketTransport(socket: Socket): Transport {
  const incoming = new Channel<Incoming>(Number.POSITIVE_INFINITY);
  socket.addEventListener("message", (event) => {
    const data = "data" in event ? event.data : undefined;
    if (typeof data === "string") void incoming.push({ type: "text", text: data });
  });
  socket.addEventListener("close", () => incoming.close());
  return {
    incoming,
    send: async (messages) => {
      for (const { text } of messages) socket.send(text);
    },
    close: async () => {
      incoming.close();
      socket.close();
    },
  };
}

/** Waits until a socket is open. Rejects with `disconnected` when it does not come to that. */
export function openedSocket<T extends Socket>(socket: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new ClientError("disconnected", "The server did not let the connection be opened"));
    socket.addEventListener("open", () => resolve(socket));
    socket.addEventListener("error", fail);
    socket.addEventListener("close", fail);
  });
}
