import { ErrorCode } from "@codex/mcp-types/error-code";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import { RpcError } from "./rpc-error.js";

/** A received message with a valid envelope. Params and results are not validated yet. */
export type IncomingMessage =
  | { readonly type: "request"; readonly id: RequestId; readonly method: string; readonly params: unknown }
  | { readonly type: "notification"; readonly method: string; readonly params: unknown }
  | { readonly type: "response"; readonly id: RequestId; readonly result: unknown }
  | { readonly type: "error"; readonly id: RequestId | undefined; readonly error: RpcError }
  | { readonly type: "fault"; readonly error: RpcError };

/** Parses one message. Invalid ones become a `fault` with the error to answer. */
export function readMessage(text: string): IncomingMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return fault(ErrorCode.parseError, "Parse error: the message is not JSON", cause);
  }
  if (Array.isArray(value)) return fault(ErrorCode.invalidRequest, "Invalid request: batches are not supported");
  if (!isRecord(value)) return fault(ErrorCode.invalidRequest, "Invalid request: a message is an object");
  // Some peers leave the version out, which does no harm.
  if (value["jsonrpc"] !== undefined && value["jsonrpc"] !== "2.0") {
    return fault(ErrorCode.invalidRequest, 'Invalid request: "jsonrpc" must be "2.0"');
  }
  return "method" in value ? readCall(value) : readAnswer(value);
}

function readCall(value: Record<string, unknown>): IncomingMessage {
  const { id, method, params } = value;
  if (typeof method !== "string") return fault(ErrorCode.invalidRequest, 'Invalid request: "method" must be a string');
  if (!("id" in value)) return { type: "notification", method, params };
  if (!isRequestId(id)) return fault(ErrorCode.invalidRequest, 'Invalid request: "id" must be a string or an integer');
  return { type: "request", id, method, params };
}

function readAnswer(value: Record<string, unknown>): IncomingMessage {
  const { id, result, error } = value;
  if (isRecord(error)) {
    const { code, message, data } = error;
    return {
      type: "error",
      id: isRequestId(id) ? id : undefined,
      error: new RpcError(
        typeof code === "number" ? code : ErrorCode.internalError,
        typeof message === "string" ? message : "The peer gave no message",
        { data },
      ),
    };
  }
  if ("result" in value && isRequestId(id)) return { type: "response", id, result };
  return fault(ErrorCode.invalidRequest, 'Invalid request: neither "method" nor "result" nor "error"');
}

const fault = (code: number, message: string, cause?: unknown): IncomingMessage => ({
  type: "fault",
  error: new RpcError(code, message, { cause }),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Also guards lookups by id: no other value is ever used as a key. */
export const isRequestId = (value: unknown): value is RequestId =>
  typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value));
