import type { Incoming, OutgoingText, Transport } from "@codex/jsonrpc";

/** Parts of messages that must not be logged: values of environments and headers, and images. */
const HIDDEN_LISTS = new Set(["env", "headers"]);
const MAX_TEXT = 2_000;

/** Logs every message of the transport in both directions, one line each, without secrets. */
export function tracedTransport(transport: Transport, write: (line: string) => void): Transport {
  const trace = (direction: "in" | "out", text: string) =>
    write(`${JSON.stringify({ at: new Date().toISOString(), direction, message: traced(text) })}\n`);
  return {
    ...transport,
    incoming: tracedIncoming(transport.incoming, (text) => trace("in", text)),
    send: (messages: readonly OutgoingText[]) => {
      for (const { text } of messages) trace("out", text);
      return transport.send(messages);
    },
    close: () => transport.close(),
  };
}

async function* tracedIncoming(incoming: AsyncIterable<Incoming>, trace: (text: string) => void) {
  for await (const message of incoming) {
    if (message.type === "text") trace(message.text);
    yield message;
  }
}

function traced(text: string): unknown {
  try {
    return JSON.parse(text, hidden);
  } catch {
    return text.slice(0, MAX_TEXT);
  }
}

function hidden(key: string, value: unknown): unknown {
  if (typeof value === "string" && value.length > MAX_TEXT) return `${value.slice(0, MAX_TEXT)}… (${value.length})`;
  if (!HIDDEN_LISTS.has(key) || !Array.isArray(value)) return value;
  return value.map((pair: unknown) =>
    typeof pair === "object" && pair !== null && "value" in pair ? { ...pair, value: "(hidden)" } : pair,
  );
}
