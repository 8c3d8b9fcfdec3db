import { Channel, type Incoming, type Transport } from "@codex/jsonrpc";
import { ClientError } from "../client-error.js";

/** The part of `WebSocket`, in browsers or Node, that is used. */
export interface Socket {
  /** 0 while it opens, 1 when it is open, then 2 and 3. */
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  addEventListener(type: "open" | "message" | "close" | "error", listener: (event: object) => void): void;
}

/** Sends messages as text frames of an open socket. Sockets have no back-pressure, so `send` never waits. */
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

const [CONNECTING, OPEN] = [0, 1];

/**
 * Waits until a socket is open. Rejects with `disconnected` if it cannot be opened, and with the signal's reason if that aborts first;
 * then the socket is closed.
 */
export async function openedSocket<T extends Socket>(
  socket: T,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<T> {
  if (socket.readyState === CONNECTING) await settled(socket, signal);
  if (signal?.aborted === true) {
    socket.close();
    throw signal.reason;
  }
  if (socket.readyState === OPEN) return socket;
  throw new ClientError("disconnected", "The server did not let the connection be opened");
}

/** Resolves when the socket has opened or failed, or when the signal is aborted. */
function settled(socket: Socket, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    for (const type of ["open", "error", "close"] as const) socket.addEventListener(type, () => resolve());
    signal?.addEventListener("abort", () => resolve(), { once: true });
    if (signal?.aborted === true) resolve();
  });
}
