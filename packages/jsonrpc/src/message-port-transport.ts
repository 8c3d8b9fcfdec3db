import { Channel } from "./channel.js";
import type { Incoming, Transport } from "./transport.js";

/** The part of a `MessagePort`, a `Worker` or a `BroadcastChannel` that is used. */
export interface Port {
  postMessage(message: string): void;
  addEventListener(type: "message" | "close", listener: (event: object) => void): void;
  /** Must be called before a message port delivers anything. */
  start?(): void;
  close?(): void;
}

/**
 * Sends messages as strings over a port. Ports have no back pressure, so `send` never waits. Not every platform reports that the other end
 * was closed.
 */
export function messagePortTransport(port: Port): Transport {
  const incoming = new Channel<Incoming>(Number.POSITIVE_INFINITY);
  port.addEventListener("message", (event) => {
    const data = "data" in event ? event.data : undefined;
    // Objects are accepted too: other libraries post them without encoding.
    void incoming.push({ type: "text", text: typeof data === "string" ? data : (JSON.stringify(data) ?? "") });
  });
  port.addEventListener("close", () => incoming.close());
  port.start?.();
  return {
    incoming,
    send: async (messages) => {
      for (const { text } of messages) port.postMessage(text);
    },
    close: async () => {
      incoming.close();
      port.close?.();
    },
  };
}
