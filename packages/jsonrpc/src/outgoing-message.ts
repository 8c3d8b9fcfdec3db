import type { JSONRPCErrorError, RequestId } from "@codex/mcp-types/json-rpc";
import { ConnectionError } from "./connection-error.js";
import type { RpcError } from "./rpc-error.js";

/** A message before it is certain that it has a JSON form. */
interface OutgoingMessage {
  readonly jsonrpc?: "2.0";
  readonly id?: RequestId | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: JSONRPCErrorError;
}

/** What every message of a connection begins with: the version, or nothing where the peers leave it out. */
export type Envelope = { readonly jsonrpc: "2.0" } | { readonly jsonrpc?: never };

/** The text of a message. Throws `unsendable`. */
export function encode(message: OutgoingMessage): string {
  try {
    return JSON.stringify(message);
  } catch (cause) {
    throw new ConnectionError("unsendable", "The message has no JSON form", { cause });
  }
}

/** The text of a notification, for a connection whose messages leave the version out. Throws `unsendable`. */
export function encodeNotification(method: string, params: unknown): string {
  return encode({ method, params });
}

/** The text of an error. Never throws: details without a JSON form are left out. */
export function encodeError(id: RequestId | null, error: RpcError, envelope: Envelope): string {
  try {
    return encode({ ...envelope, id, error: error.toWire() });
  } catch {
    return encode({ ...envelope, id, error: { code: error.code, message: error.message } });
  }
}
