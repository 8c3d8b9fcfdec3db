import { CodexError } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";

/** The error to answer a request with. Errors that the client cannot fix are internal, and are left as they are. */
export function rpcErrorFrom(error: unknown, what?: string): unknown {
  if (!(error instanceof CodexError)) return error;
  const message = what === undefined ? error.message : `${what}: ${error.message}`;
  switch (error.code) {
    case "config-invalid":
    case "conversation-not-found":
    case "conversation-ended":
    case "request-invalid":
      return new RpcError(ErrorCode.invalidRequest, message, { cause: error });
    default:
      return new RpcError(ErrorCode.internalError, message, { cause: error });
  }
}
