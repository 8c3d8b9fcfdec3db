import type { JSONRPCErrorError, RequestId } from "@codex/mcp-types/json-rpc";
import { ConnectionError } from "./connection-error.js";
import type { RpcError } from "./rpc-error.js";

/** A message that may turn out to have no JSON form. */
interface OutgoingMessage {
  readonly jsonrpc?: "2.0";
  readonly id?: RequestId | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: JSONRPCErrorError;
}

/** The common fields of all messages of a connection: the version, or nothing if the protocol leaves it out. */
export type Envelope = { readonly jsonrpc: "2.0" } | { readonly jsonrpc?: never };

/** Encodes a message as JSON; returns a promise if that takes long. */
export type Encoder = (message: unknown) => string | Promise<string>;

/** The text of a message. Never throws: for a message without a JSON form, the promise rejects with `unsendable`. */
export function encodeMessage(message: OutgoingMessage, encoder: Encoder = JSON.stringify): string | Promise<string> {
  try {
    const text = encoder(message);
    return typeof text === "string" ? text : text.catch(unsendable);
  } catch (cause) {
    return unsendable(cause);
  }
}

async function unsendable(cause: unknown): Promise<never> {
  throw new ConnectionError("unsendable", "The message has no JSON form", { cause });
}

/** The text of an error. Never throws: details without a JSON form are left out. */
export function encodeError(id: RequestId | null, error: RpcError, envelope: Envelope): string {
  const { code, message } = error;
  try {
    return JSON.stringify({ ...envelope, id, error: error.toWire() } satisfies OutgoingMessage);
  } catch {
    return JSON.stringify({ ...envelope, id, error: { code, message } } satisfies OutgoingMessage);
  }
}
