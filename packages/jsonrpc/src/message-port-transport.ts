import { Channel } from "./channel.js";
import type { Incoming, Transport } from "./transport.js";

/** The part of a `MessagePort`, a `Worker` or a `BroadcastChannel` that is used. */
export interface Port {
  postMessage(message: string): void;
  addEventListener(type: "message" | "close", listener: (event: object) => void): void;
  /** Message ports deliver nothing before it is called. */
  start?(): void;
  close?(): void;
}

/**
 * Messages as strings over a port. Ports know no back-pressure, so `send` never waits. Not every platform tells a port
 * that the other end was closed.
 */
export function messagePortTransport(port: Port): Transport {
  const incoming = new Channel<Incoming>(Number.POSITIVE_INFINITY);
  port.addEventListener("message", (event) => {
    const data = "data" in event ? event.data : undefined;
    // Objects are taken too: other libraries post them as they are.
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
