import { Channel } from "./channel.js";
import type { Incoming, Transport } from "./transport.js";

/** How many messages may be queued before the writer waits. */
const CAPACITY = 64;

/** Two connected transports within one process: for tests, and for a server embedded in its client. */
export function memoryTransportPair(): [Transport, Transport] {
  const here = new Channel<Incoming>(CAPACITY);
  const there = new Channel<Incoming>(CAPACITY);
  return [end(here, there), end(there, here)];
}

function end(incoming: Channel<Incoming>, outgoing: Channel<Incoming>): Transport {
  return {
    incoming,
    send: (messages) => outgoing.push(...messages.map(({ text }) => ({ type: "text" as const, text }))),
    close: async () => {
      incoming.close();
      outgoing.close();
    },
  };
}
